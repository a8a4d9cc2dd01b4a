"""Files that were refused as a whole, laid in a folder of their own for whoever must look at them.

The archive has the bytes under their hash; here they have the name under which they came. It is a copy: what a person
does with it changes nothing of what was received.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assets.directives import log_id
from assets.struck_files import struck_path
from assets.write_file import write_file

if TYPE_CHECKING:
    from assets.hub import Hub


def lay_refused(hub: Hub, delivery: dict[str, Any], name: str) -> None:
    """Lay a refused file in the error folder of its sender; take it away when it is no longer refused.

    Args:
        hub: The open hub.
        delivery: Its row of `inbox.deliveries`.
        name: Its name, as that of a file here.
    """
    path = hub.home.errors_of(delivery["partner_id"]) / f"{delivery['delivery_id']}-{name}"
    if delivery["status"] != "refused":
        path.unlink(missing_ok=True)
        return
    wanted = log_id(delivery["delivery_id"])
    sha256 = next(manifest.sha256 for manifest in hub.archive.log() if manifest.delivery_id == wanted)
    if struck_path(hub.home.archive, sha256).exists():
        # What was struck out of the archive may lie nowhere else.
        path.unlink(missing_ok=True)
        return
    write_file(path, hub.archive.read(sha256))


def forget_refused(hub: Hub, sha256: str) -> None:
    """Take away the copies of files with this content, out of which something was struck in the archive.

    Args:
        hub: The open hub.
        sha256: Hash of the delivery's bytes as they came.
    """
    for manifest in hub.archive.log():
        if manifest.sha256 == sha256:
            for path in hub.home.errors_of(manifest.partner_id).glob(f"{manifest.delivery_id}*"):
                path.unlink()
