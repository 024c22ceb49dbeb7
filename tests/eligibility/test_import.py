"""The eligibility package stands alone: no screen, no chart, no frame, no database."""

from __future__ import annotations

import subprocess
import sys


def test_the_package_imports_without_streamlit_plotly_pandas_or_duckdb():
    script = (
        "import sys\n"
        "from mesems_dash import eligibility\n"
        "for name in eligibility.__all__: getattr(eligibility, name)\n"
        "eligibility.load_rule_set('registry')\n"
        "print(sorted({'streamlit', 'plotly', 'pandas', 'duckdb', 'numpy', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
