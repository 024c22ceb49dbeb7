"""Who comes in, by a real OpenID provider on loopback: four roles, and all the ways in which somebody must not."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlencode, urlsplit

import pytest

from tests.browser.provider import CLIENT, PEOPLE, run_guarded, run_provider, sign_cookie

OTHER_SITES = "Other sites"
PAGES = (
    "Overview",
    "Funnel",
    "Screen failures",
    "Undecided",
    "Site vs data",
    "Arms",
    "Sites",
    "Definitions",
    "Data",
)


@pytest.fixture(scope="module")
def provider():
    with run_provider() as address:
        yield address


@pytest.fixture(scope="module")
def guarded(provider, demo_store, tmp_path_factory):
    """The open face behind a login."""
    with run_guarded(tmp_path_factory.mktemp("open") / "set-up", provider, demo_store / "open") as app:
        yield app


@pytest.fixture(scope="module")
def guarded_closed(provider, demo_store, tmp_path_factory):
    """The closed face behind a login."""
    folder = tmp_path_factory.mktemp("closed") / "set-up"
    with run_guarded(folder, provider, demo_store / "open", demo_store / "closed") as app:
        yield app


@pytest.fixture
def new_visitor(screens):
    """Opens a browser that has nothing of earlier visits, with the cookies given. A visit ends when the next begins."""
    taken = []

    def make(app, *cookies):
        leave()
        screen = screens.take(app)
        screens.forget(screen)
        screen.page.context.add_cookies(list(cookies))
        taken.append(screen)
        return screen

    def leave():
        while taken:
            screens.forget(taken[-1])
            screens.give_back(taken.pop())

    yield make
    leave()


def knock(screen, path="", **query):
    """Goes to the page that whoever is not let in gets for an address, and returns what it says."""
    screen.page.bring_to_front()
    screen.page.goto(f"{screen.url}/{path}" + (f"?{urlencode(query)}" if query else ""))
    assert screen.page.get_by_test_id("stApp").count() == 0
    return screen.page.get_by_role("main").inner_text()


def sign_in(screen, person):
    """From the door through the provider's own page, which is not ours to watch, back into the app."""
    knock(screen)
    screen.watch.check()
    screen.page.get_by_role("link", name="Sign in").click()
    screen.page.get_by_role("button", name=person, exact=True).click()
    screen.page.wait_for_url(f"{screen.url}/**")
    screen.watch.forget()
    screen.page.get_by_role("button", name="Sign out").wait_for()
    return screen.rest()


def come_with(new_visitor, app, person, **claims):
    """Somebody whose browser has the app's own cookie for these claims."""
    return new_visitor(app, sign_cookie(app.url, know(person, **claims)))


def know(person, **claims):
    """What the provider says of somebody, with the claims given."""
    return {"sub": person, "aud": CLIENT, "exp": int(time.time()) + 3600, **PEOPLE[person], **claims}


def write_cookie(app, person, **claims):
    """The header of a request by somebody whose browser has the app's own cookie for these claims."""
    cookie = sign_cookie(app.url, know(person, **claims))
    return f"{cookie['name']}={cookie['value']}"


def links(screen):
    return screen.page.locator(".st-key-mesems-nav a").all_inner_texts()


@pytest.mark.thorough
def test_nobody_sees_anything_before_signing_in(new_visitor, guarded):
    screen = new_visitor(guarded)
    for path in ("", "failures", "person", "sql", "arms", "access"):
        said = knock(screen, path, site="GEN")
        assert screen.page.get_by_role("link", name="Sign in").is_visible()
        assert said.split("\n")[0] == "MESEMS recruitment"
        assert len(said) < 150
    screen.watch.check()


def call(app, path, method="GET", **headers):
    """The status of a request of somebody who has no cookie but those given, and what came back."""
    connection = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=30)
    try:
        connection.request(method, path, body=b"x" if method == "PUT" else None, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


SOCKET = {
    "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


def test_nobody_gets_a_socket_an_upload_a_file_or_numbers_before_signing_in(guarded):
    assert call(guarded, "/_stcore/stream", **SOCKET)[0] == 403
    assert call(guarded, "/_stcore/upload_file/0/0", "PUT")[0] == 401
    assert call(guarded, "/media/0123456789abcdef.csv")[0] == 401
    assert call(guarded, "/_stcore/metrics")[0] == 401
    assert call(guarded, "/_stcore/health")[0] == 200


@pytest.mark.thorough
def test_a_page_of_another_origin_opens_no_socket_and_the_app_asks_nobody_for_its_own_address(app):
    for origin in ("http://evil.example", "http://127.0.0.1:1", "null"):
        begun = time.monotonic()
        assert call(app, "/_stcore/stream", Origin=origin, **SOCKET)[0] == 403
        assert time.monotonic() - begun < 1


@pytest.mark.thorough
def test_an_investigator_knows_the_people_of_own_sites_and_others_as_one(new_visitor, guarded):
    screen = sign_in(new_visitor(guarded), "pi")
    assert links(screen) == [*PAGES[:7], "One person", *PAGES[7:]]
    assert "pi@genova.example" in screen.page.get_by_test_id("stSidebar").inner_text()
    sites = [row["Site"] for row in screen.turn_to("sites").table("Sites")]
    assert {"Genova", OTHER_SITES} <= {site.split("\n")[0] for site in sites}
    assert "Toulouse" not in screen.page.content()
    people = screen.turn_to("failures").table("Screenings in this selection")
    assert people
    assert all(row["Person"].startswith("GEN-") for row in people)


@pytest.mark.thorough
def test_an_investigator_cannot_ask_for_more_by_address_or_id(new_visitor, guarded):
    screen = come_with(new_visitor, guarded, "pi")
    screen.open("failures", site="TOU", role="data manager", scope="everything")
    assert "TOU-0" not in screen.page.content()
    screen.turn_to("person").page.get_by_label("Subject id").fill("TOU-0001")
    screen.page.keyboard.press("Enter")
    assert "has this id" in screen.rest().text
    screen.page.get_by_label("Subject id").fill("GEN-0001")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_text("GEN-0001").first.wait_for()
    assert "Eligibility sheet" in screen.rest().text
    assert "your role" in screen.turn_to("sql").text
    assert "Import a bundle" not in screen.turn_to("data").text
    assert "rejected" not in screen.page.get_by_test_id("stMain").locator("h2").all_inner_texts()


@pytest.mark.thorough
def test_the_committee_sees_every_site_and_nobody_by_name(new_visitor, guarded):
    screen = sign_in(new_visitor(guarded), "committee")
    assert links(screen) == list(PAGES)
    said = {}
    for path in (
        "",
        "funnel",
        "failures",
        "undecided",
        "agreement",
        "arms",
        "sites",
        "data",
        "person",
        "sql",
        "access",
    ):
        content = screen.turn_to(path).page.content()
        assert "GEN-00" not in content, path
        assert "did not work" not in content or path in {"person", "sql", "access"}, path
        said[path] = screen.text
    assert "nobody by name" in said["failures"]
    assert "Toulouse" in said["sites"]


@pytest.mark.thorough
def test_the_data_manager_sees_all_of_the_open_data_and_the_log(new_visitor, guarded):
    screen = sign_in(new_visitor(guarded), "manager")
    assert links(screen) == [*PAGES[:7], "One person", *PAGES[7:], "SQL", "Access log"]
    screen.turn_to("person").page.get_by_label("Subject id").fill("TOU-0001")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_text("Eligibility sheet").first.wait_for()
    screen.rest()
    logged = guarded.read_log()[-1]
    assert (logged["who"], logged["what"]) == ("dm@trial.example", "person")
    assert "TOU-0001" not in guarded.log.read_text()
    assert "TOU-0001" in [row["Person"] for row in screen.turn_to("access").table("Access log, latest first")]
    assert "Import a bundle" in screen.turn_to("data").text


@pytest.mark.thorough
def test_taking_a_file_away_is_logged(new_visitor, guarded):
    screen = come_with(new_visitor, guarded, "manager")
    screen.open("failures", subtype="SPMS").download("CSV", place=-1)
    logged = guarded.read_log()[-1]
    assert logged["what"] == "export"
    assert logged["where"].endswith(".csv")
    assert "Secondary progressive" in logged["filter"]


@pytest.mark.thorough
def test_the_statistician_belongs_to_the_closed_face_and_looks_are_logged(new_visitor, guarded, guarded_closed):
    refused = come_with(new_visitor, guarded, "statistician")
    assert "is for the other app" in knock(refused)
    screen = sign_in(new_visitor(guarded_closed), "statistician")
    assert "Unblinded" in screen.turn_to("arms").text
    logged = guarded_closed.read_log()[-1]
    assert (logged["who"], logged["what"], logged["where"]) == ("stats@trial.example", "closed data", "arms")


@pytest.mark.thorough
def test_what_somebody_writes_into_an_address_is_not_in_the_log(new_visitor, guarded_closed):
    screen = come_with(new_visitor, guarded_closed, "statistician")
    screen.open("arms", subject="TOU-0001", site="TOU-0001", view="TOU-0001", subtype="SPMS")
    assert "Secondary progressive" in guarded_closed.read_log()[-1]["filter"]
    assert "TOU-0001" not in guarded_closed.log.read_text()


@pytest.mark.thorough
@pytest.mark.parametrize("person", ["pi", "committee", "manager"])
def test_nobody_blinded_comes_into_the_closed_face(new_visitor, guarded_closed, person):
    screen = come_with(new_visitor, guarded_closed, person)
    assert "is for the other app" in knock(screen, "arms")
    assert "ells first" not in screen.page.content()


@pytest.mark.parametrize(
    ("person", "claims", "text"),
    [
        ("stranger", {}, "have no access to this dashboard"),
        ("unverified", {}, "have no access to this dashboard"),  # a PI's address that is not verified
        ("manager", {"aud": "another"}, "another application"),
        ("manager", {"exp": 1_000_000_000}, "has expired"),
        ("manager", {"exp": None}, "has expired"),
    ],
    ids=["stranger", "unverified", "audience", "expired", "no-time"],
)
def test_a_login_that_is_worth_nothing_shows_nothing(guarded, person, claims, text):
    page = call(guarded, "/failures", Cookie=write_cookie(guarded, person, **claims))[1].decode()
    assert text in page
    assert 'href="/auth/logout"' in page
    assert "stApp" not in page


def test_a_tampered_cookie_is_no_login(guarded):
    good = write_cookie(guarded, "manager")
    assert b'href="/sign-in"' not in call(guarded, "/failures", Cookie=good)[1]
    claims = know("manager")
    forged = sign_cookie(guarded.url, claims, secret="somebody else's secret, long enough too")  # noqa: S106 - idem
    for cookie in (f"{forged['name']}={forged['value']}", good[:-4] + "AAAA"):
        assert b'href="/sign-in"' in call(guarded, "/failures", Cookie=cookie)[1]


@pytest.mark.thorough
def test_a_login_ends_while_somebody_looks(new_visitor, guarded):
    end = int(time.time()) + 15
    screen = come_with(new_visitor, guarded, "manager", exp=end).open()
    assert "Overview" in screen.text
    screen.page.wait_for_function("end => Date.now() > end * 1000", arg=end, polling=100)
    screen.turn_to("sites").page.get_by_text("Your login has expired").wait_for()
    assert "Toulouse" not in screen.text
    assert links(screen) == []


@pytest.mark.thorough
def test_who_is_taken_off_the_list_sees_nothing_at_the_next_step(new_visitor, guarded):
    screen = come_with(new_visitor, guarded, "manager").open("sites")
    assert "Toulouse" in screen.text
    listed = guarded.access_file.read_text()
    try:
        guarded.access_file.write_text(listed.replace("dm@trial.example", "gone@trial.example"))
        screen.choose("MS subtype", "RRMS")
        assert "have no access to this dashboard" in screen.text
        assert "Toulouse" not in screen.text
        guarded.access_file.write_text("[[people]]\nrole = 3")
        assert "obody has access until this is corrected" in knock(screen, "sites")
    finally:
        guarded.access_file.write_text(listed)


def test_a_page_whose_socket_is_no_longer_let_in_shows_the_way_in(new_visitor, guarded):
    screen = come_with(new_visitor, guarded, "manager").open("sites")
    listed = guarded.access_file.read_text()
    try:
        guarded.access_file.write_text(listed.replace("dm@trial.example", "gone@trial.example"))
        screen.page.evaluate("() => { new WebSocket(`ws://${location.host}/_stcore/stream`) }")  # as after a pause
        screen.page.get_by_role("link", name="Sign out").wait_for()
        assert "have no access to this dashboard" in screen.page.get_by_role("main").inner_text()
    finally:
        guarded.access_file.write_text(listed)
        screen.watch.forget()  # the browser complains of the socket


@pytest.mark.thorough
def test_the_address_of_a_file_is_of_use_to_its_reader_alone_and_only_while_they_have_access(new_visitor, guarded):
    screen = come_with(new_visitor, guarded, "manager").open("sites")
    addresses = []
    screen.page.on("request", lambda request: "/media/" in request.url and addresses.append(urlsplit(request.url).path))
    content = screen.download_file("CSV")
    (address,) = addresses
    (mine,), (other,) = (
        [cookie["value"] for cookie in screen.page.context.cookies() if cookie["name"] == "_streamlit_user"],
        [sign_cookie(guarded.url, {"aud": CLIENT, "exp": int(time.time()) + 3600, **PEOPLE["pi"]})["value"]],
    )
    assert call(guarded, address, Cookie=f"_streamlit_user={mine}") == (200, content)
    assert call(guarded, address)[0] == 401
    assert call(guarded, address, Cookie=f"_streamlit_user={other}")[0] == 404
    listed = guarded.access_file.read_text()
    try:
        guarded.access_file.write_text(listed.replace("dm@trial.example", "gone@trial.example"))
        assert call(guarded, address, Cookie=f"_streamlit_user={mine}")[0] == 403
    finally:
        guarded.access_file.write_text(listed)


def test_who_signs_in_sees_whose_login_it_is_and_signing_out_ends_it(new_visitor, guarded):
    screen = sign_in(new_visitor(guarded), "pi")
    assert "pi@genova.example" in screen.page.get_by_test_id("stSidebar").inner_text()
    assert "Toulouse" not in screen.turn_to("sites").page.content()
    screen.page.get_by_role("button", name="Sign out").click()
    screen.page.wait_for_url("**/end_session**")  # the provider's own page
    screen.watch.forget()
    assert "Sign in" in knock(screen, "failures")


@pytest.mark.thorough
def test_pages_behind_a_login_ask_nobody_else_and_log_no_error(new_visitor, guarded):
    screen = come_with(new_visitor, guarded, "pi")
    screen.open("").turn_to("sites")
    screen.watch.check()
