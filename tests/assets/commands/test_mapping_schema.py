from pathlib import Path

import pytest

from assets.command_line import main
from mappings.json_schema import schemas


def test_the_schemas_are_written_to_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["mapping", "schema", str(tmp_path / "schemas")])
    assert ended.value.code == 0
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "schemas").iterdir()}
    assert written == schemas()
    assert len(capsys.readouterr().out.splitlines()) == len(written)
