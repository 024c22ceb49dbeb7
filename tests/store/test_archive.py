"""What an uploaded zip may and may not do."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from mesems_dash.errors import BundleError
from mesems_dash.store.archive import Limits, unpack_bundle

CSV = b"site_id\n01\n"


def zip_of(files, *, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def unpack(tmp_path, contents, **limits):
    return unpack_bundle(zip_of(contents), tmp_path, name="upload.zip", limits=Limits(**limits) if limits else None)


def test_a_flat_zip_becomes_a_bundle_named_after_the_file(tmp_path):
    bundle = unpack(tmp_path, [("sites.csv", CSV), ("SYNTHETIC", b"")])
    assert bundle == tmp_path / "upload"
    assert sorted(path.name for path in bundle.iterdir()) == ["SYNTHETIC", "sites.csv"]
    assert (bundle / "sites.csv").read_bytes() == CSV


def test_a_single_folder_inside_is_looked_through_and_names_the_bundle(tmp_path):
    bundle = unpack(tmp_path, [("exports/march/", b""), ("exports/march/sites.csv", CSV)])
    assert bundle == tmp_path / "march"
    assert (bundle / "sites.csv").exists()


def test_what_a_mac_adds_and_what_is_no_csv_is_left_out(tmp_path):
    files = [("b/sites.csv", CSV), ("__MACOSX/b/._sites.csv", b"x"), ("b/.DS_Store", b"x"), ("b/notes.docx", b"x")]
    assert [path.name for path in unpack(tmp_path, files).iterdir()] == ["sites.csv"]


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("../sites.csv", "one folder up"),
        ("a/../../sites.csv", "up from within"),
        ("/etc/sites.csv", "absolute"),
        ("C:/sites.csv", "a drive"),
        ("..\\sites.csv", "backslashes"),
    ],
)
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(tmp_path, name, case):
    with pytest.raises(BundleError, match="leads out of its folder"):
        unpack(tmp_path, [("sites.csv", CSV), (name, CSV)])
    assert list(tmp_path.iterdir()) == [], case


def test_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("sites.csv")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(BundleError, match="a link"):
        unpack(tmp_path, [(link, b"/etc/passwd")])


def test_a_bomb_is_refused_by_what_it_says_of_itself(tmp_path):
    with pytest.raises(BundleError, match=r"labs\.csv unpacks to more than 1 MB"):
        unpack(tmp_path, [("labs.csv", b"0" * (2 << 20))], file_bytes=1 << 20)
    with pytest.raises(BundleError, match="the zip unpacks to more than 1 MB"):
        unpack(tmp_path, [("labs.csv", b"0" * (1 << 20)), ("mri.csv", b"0" * 9)], total_bytes=1 << 20)


def test_a_bomb_that_lies_about_its_size_is_stopped_while_it_unpacks(tmp_path):
    honest = zip_of([("labs.csv", b"0" * (2 << 20))]).getvalue()
    lying = honest.replace((2 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    with pytest.raises(BundleError, match="cannot be read as a zip"):
        unpack_bundle(io.BytesIO(lying), tmp_path, name="upload.zip")
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.csv")) <= 1 << 20


def test_too_many_entries_are_refused(tmp_path):
    with pytest.raises(BundleError, match="4 entries; expected at most 3"):
        unpack(tmp_path, [(f"{number}.csv", CSV) for number in range(4)], files=3)


def test_bundles_side_by_side_are_refused(tmp_path):
    with pytest.raises(BundleError, match="CSV files in 2 folders"):
        unpack(tmp_path, [("open/sites.csv", CSV), ("closed/allocations.csv", CSV)])


def test_one_file_twice_is_refused_whatever_its_case(tmp_path):
    with pytest.raises(BundleError, match=r"sites\.csv twice"):
        unpack(tmp_path, [("sites.csv", CSV), ("SITES.csv", CSV)])


def test_a_zip_without_csv_says_what_was_expected(tmp_path):
    with pytest.raises(BundleError, match=r"no CSV file; expected sites\.csv"):
        unpack(tmp_path, [("readme.txt", b"x"), ("SYNTHETIC", b"")])


@pytest.mark.parametrize("content", [b"", b"site_id\n01\n", b"PK\x03\x04 broken"])
def test_what_is_no_zip_is_refused(tmp_path, content):
    with pytest.raises(BundleError, match=r"upload\.zip: cannot be read as a zip"):
        unpack_bundle(io.BytesIO(content), tmp_path, name="upload.zip")


def test_a_damaged_zip_is_refused(tmp_path):
    damaged = bytearray(zip_of([("sites.csv", CSV * 50)], compression=zipfile.ZIP_STORED).getvalue())
    damaged[60] ^= 0xFF
    with pytest.raises(BundleError, match="cannot be read as a zip"):
        unpack_bundle(io.BytesIO(bytes(damaged)), tmp_path, name="upload.zip")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_under_another_compression_is_refused_too(tmp_path, compression):
    content = bytearray(zip_of([("sites.csv", CSV * 1000)], compression=compression).getvalue())
    content[45:60] = b"\xff" * 15
    with pytest.raises(BundleError, match="cannot be read as a zip"):
        unpack_bundle(io.BytesIO(bytes(content)), tmp_path, name="upload.zip")


def test_a_name_too_long_for_a_file_is_refused(tmp_path):
    with pytest.raises(BundleError, match="cannot be read as a zip"):
        unpack(tmp_path, [(f"{'a' * 300}.csv", CSV)])


def test_a_locked_zip_is_refused(tmp_path):
    locked = bytearray(zip_of([("sites.csv", CSV)]).getvalue())
    locked[6] |= 1
    central = locked.index(b"PK\x01\x02")
    locked[central + 8] |= 1
    with pytest.raises(BundleError, match="password"):
        unpack_bundle(io.BytesIO(bytes(locked)), tmp_path, name="upload.zip")


def test_an_odd_folder_name_is_tidied(tmp_path):
    assert unpack(tmp_path, [("Übung?*<1>/sites.csv", CSV)]).name == "Übung_1_"
