"""Files on the sandbox's servers: kept in memory, known by ids that say nothing."""

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

FOLDERS = {
    "photo": "photos", "document": "documents", "voice": "voice", "video": "videos", "audio": "music",
    "animation": "animations",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes = field(repr=False)
    path: str


class Files:
    """Every file anybody has sent; the same bytes sent again are a new file, as on Telegram."""

    def __init__(self) -> None:
        self.count = 0
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, kind: str, data: bytes, *, name: str, mime: str) -> StoredFile:
        number, self.count = self.count, self.count + 1
        digest = hashlib.sha256(f"{kind}/{number}".encode()).digest()
        file = StoredFile(
            id=f"AgACAgUA{base64.urlsafe_b64encode(digest[:24]).decode()}",
            unique_id=f"AQAD{base64.urlsafe_b64encode(digest[24:]).decode().rstrip('=')}",
            kind=kind,
            name=name,
            mime=mime,
            data=data,
            path=f"{FOLDERS[kind]}/file_{number}{PurePosixPath(name).suffix}",
        )
        self.put(file)
        return file

    def put(self, file: StoredFile) -> None:
        """Take in a file that has its ids already."""
        self._by_id[file.id] = file
        self._by_path[file.path] = file

    def all(self) -> list[StoredFile]:
        return list(self._by_id.values())

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)
