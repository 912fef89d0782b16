"""getFile."""

from typing import Any

from sandbox.media import file_json
from sandbox.methods.registry import method
from sandbox.params import Params
from sandbox.refusal import bad_request
from sandbox.world import World

DOWNLOAD_LIMIT = 20 << 20


@method("getFile")
def get_file(world: World, p: Params) -> Any:
    file = world.state.files.get(p.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**file_json(file), "file_path": file.path}
