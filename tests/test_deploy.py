"""The recipe for nginx in DEPLOY.md: what it must say, and that nginx reads it where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.search(r"```nginx\n(.*?)```", (ROOT / "DEPLOY.md").read_text(encoding="utf-8"), flags=re.DOTALL)[1]


@pytest.mark.parametrize(
    "directive",
    [
        "listen 443 ssl http2;",  # `http2 on;` is unknown to nginx 1.22
        "ssl_certificate ",
        "ssl_certificate_key ",
        "proxy_http_version 1.1;",
        "proxy_set_header Host $http_host;",  # with the port: the app compares it with Origin
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header Upgrade $http_upgrade;",
        'proxy_set_header Connection "upgrade";',
        "location = /healthz ",
    ],
)
def test_the_proxy_is_told(directive):
    assert re.sub(r" +", " ", BLOCK).count(directive) == 1


def test_no_line_is_unknown_to_the_nginx_of_debian_12_and_every_bracket_closes():
    assert "http2 on;" not in BLOCK
    assert BLOCK.count("{") == BLOCK.count("}")
    lines = [line.strip() for line in BLOCK.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert [line for line in lines if not line.endswith((";", "{", "}"))] == []


@pytest.mark.skipif(not (shutil.which("nginx") and shutil.which("openssl")), reason="no nginx here to read it")
def test_nginx_reads_it(tmp_path):
    request = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout privkey.pem -out fullchain.pem"
    )
    subprocess.run(request.split(), cwd=tmp_path, check=True, capture_output=True)
    block = BLOCK.replace("/etc/ssl/mesems", str(tmp_path)).replace("listen 443", "listen 127.0.0.1:44399")
    config = tmp_path / "nginx.conf"
    config.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off;\n{block}}}")
    read = subprocess.run(["nginx", "-t", "-c", config], capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
