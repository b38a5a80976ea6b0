# just: everything a change must pass.   just docs | golden | serve | eval
set windows-shell := ["powershell.exe", "-NoLogo", "-Command"]

bin := if os_family() == "windows" { ".venv/Scripts" } else { ".venv/bin" }

# style, types, layers, tests, documentation, evaluation gate
all: lint types test check-docs gate

# style and layers
lint:
    {{bin}}/ruff check
    {{bin}}/ruff format --check
    {{bin}}/lint-imports

# strict types
types:
    {{bin}}/mypy

# all tests, doctests among them
test *options:
    {{bin}}/python -m pytest {{options}}

# documentation as the code is
check-docs:
    {{bin}}/python scripts/build_docs.py --check

# write the generated parts of docs/
docs:
    {{bin}}/python scripts/build_docs.py

# figures against their floors
gate:
    {{bin}}/python evaluation/gate.py

# figures with what was missed, wrong and too much; writes evaluation/REPORT.md
eval *suites:
    {{bin}}/python evaluation/gate.py {{suites}} --list --report

# write the expected outcomes of golden pages anew; look at the difference before you commit it
golden:
    {{bin}}/python tests/test_samples.py

# the web page, on the bundled demo corpus
serve *options:
    {{bin}}/dateline serve {{options}}
