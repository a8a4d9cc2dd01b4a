from pathlib import Path

import pytest

from assets.command_line import main
from mappings.tree import SHIPPED


def _call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["mapping", *words])
    out, err = capsys.readouterr()
    return int(str(ended.value.code)), out, err


def test_a_clean_tree_is_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = _call(capsys, "check", "--home", str(tmp_path))
    assert (status, err) == (0, "")
    assert out.startswith("no faults: 5 creditors, ")


def test_faults_are_told_one_a_line_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mappings/creditors/zorgplus/creditor.yaml"
    path.parent.mkdir(parents=True)
    text = (SHIPPED / "creditors/zorgplus/creditor.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("name:", "nmae:", 1).replace("country: nl", "country: xx", 1), encoding="utf-8")
    status, out, err = _call(capsys, "check", "--home", str(tmp_path), "zorgplus")
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert lines[-1] == f"{len(lines) - 1} faults"
    assert all(line.startswith(f"{path}:") for line in lines[:-1])
    assert any("'nmae' is not a known key. Did you mean 'name'?" in line for line in lines)


def test_an_unknown_creditor_is_bad_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = _call(capsys, "check", "--home", str(tmp_path), "niemand")
    assert status == 2
    assert "no creditor has a folder of this name" in err
