"""One good small package, and the ways to make another of it: sealed again, zipped, unpacked, as a wheel."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sino_pak_data.package import arrow
from sino_pak_data.package.artifacts import SUMS
from sino_pak_data.release.compile import digest, sums, zipped

Files = dict[str, bytes]
DESCRIPTOR = "datapackage.json"


def with_sums(files: Mapping[str, bytes]) -> Files:
    return {**files, SUMS: sums({name: digest(content) for name, content in files.items()})}


def sealed(files: Mapping[str, bytes]) -> Files:
    """Sizes, hashes and sums made right again: what a careful forger does."""
    described = json.loads(files[DESCRIPTOR])
    for resource in described["resources"]:
        content = files.get(resource["path"], b"")
        resource |= {"bytes": len(content), "hash": f"sha256:{sha256(content).hexdigest()}"}
    rest = {name: content for name, content in files.items() if name != SUMS}
    return with_sums({**rest, DESCRIPTOR: json.dumps(described).encode()})


def described(change: Callable[[Any], Any]) -> Callable[[Files], bytes]:
    """The zip with another descriptor, all sums right."""

    def damage(files: Files) -> bytes:
        json_form = json.loads(sealed(files)[DESCRIPTOR])
        change(json_form)
        return zipped(with_sums({**_unsummed(files), DESCRIPTOR: json.dumps(json_form).encode()}))

    return damage


def raw_descriptor(content: bytes) -> Callable[[Files], bytes]:
    return lambda files: zipped(with_sums({**_unsummed(files), DESCRIPTOR: content}))


def resource(name: str, **changed: Any) -> Callable[[Files], bytes]:
    """The zip with other properties of one resource."""
    return described(lambda json_form: _named(json_form, name).update(changed))


def schema(name: str, change: Callable[[Any], Any]) -> Callable[[Files], bytes]:
    return described(lambda json_form: change(_named(json_form, name)["schema"]))


def text(name: str, old: str | bytes, new: str | bytes) -> Callable[[Files], bytes]:
    """The zip with other text in one file, sealed again."""
    before, after = (part.encode() if isinstance(part, str) else part for part in (old, new))

    def damage(files: Files) -> bytes:
        assert before in files[name], f"{old!r} is not in {name}"
        return zipped(sealed({**files, name: files[name].replace(before, after, 1)}))

    return damage


def parquet(name: str, change: Callable[[pa.Table], pa.Table], **options: Any) -> Callable[[Files], bytes]:
    """The zip with another Parquet file of a table, sealed again."""

    def damage(files: Files) -> bytes:
        path, out = f"parquet/{name}.parquet", io.BytesIO()
        pq.write_table(change(pq.read_table(io.BytesIO(files[path]))), out, **options)
        return zipped(sealed({**files, path: out.getvalue()}))

    return damage


def forged(name: str, column: str, old: str, new: str) -> Callable[[Files], bytes]:
    """The zip with other text in a column of a table, in its CSV, Parquet and content hash alike, sealed again."""

    def damage(files: Files) -> bytes:
        csv, path = f"tables/{name}.csv", f"parquet/{name}.parquet"
        typed = pq.read_table(io.BytesIO(files[path]))
        typed = typed.set_column(
            typed.column_names.index(column), typed.field(column), pc.replace_substring(typed[column], old, new)
        )
        json_form = json.loads(files[DESCRIPTOR])
        _named(json_form, name)["contentHash"] = arrow.content_hash(typed)
        changed = {csv: files[csv].replace(old.encode(), new.encode()), path: arrow.parquet_bytes(typed)}
        return zipped(sealed({**files, **changed, DESCRIPTOR: json.dumps(json_form).encode()}))

    return damage


def unsealed(change: Callable[[Files], Mapping[str, bytes | None]]) -> Callable[[Files], bytes]:
    """The zip with other files (None: without), and nothing else made right."""

    def damage(files: Files) -> bytes:
        changed = {**files, **change(files)}
        return zipped({name: content for name, content in changed.items() if content is not None})

    return damage


def entry(name: str, content: bytes = b"x", **properties: Any) -> Callable[[Files], bytes]:
    """The zip with one more entry; `mode` is its Unix mode, `method` how it is compressed."""

    def damage(files: Files) -> bytes:
        out = io.BytesIO(zipped(files))
        with zipfile.ZipFile(out, "a") as archive:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            archive.NameToInfo.pop(name, None)  # else a second one of that name warns
            info.external_attr = properties.get("mode", stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content, compress_type=properties.get("method", zipfile.ZIP_STORED))
        return out.getvalue()

    return damage


def bytes_of(change: Callable[[bytes], bytes]) -> Callable[[Files], bytes]:
    """The good zip with its bytes changed."""
    return lambda files: change(zipped(files))


def unpacked(files: Mapping[str, bytes], root: Path) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def wheel(data: Mapping[str, bytes], version: str, change: Callable[[Files], Files] = dict) -> bytes:
    """A wheel of these data, deflated, with its RECORD; `change` comes after RECORD is written."""
    info = f"sino_pak_data-{version}.dist-info"
    files = {"sino_pak_data/__init__.py": b"", **{f"sino_pak_data/data/{n}": c for n, c in data.items()}}
    lines = [f"{name},sha256={_urlsafe(content)},{len(content)}" for name, content in files.items()]
    record = f"{info}/RECORD"
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in change(files).items():
            one = zipfile.ZipInfo(name, (2020, 2, 2, 0, 0, 0))
            one.external_attr = 0o100644 << 16
            archive.writestr(one, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _urlsafe(content: bytes) -> str:
    return urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()


def _unsummed(files: Files) -> Files:
    return {name: content for name, content in files.items() if name != SUMS}


def _named(json_form: Any, name: str) -> Any:
    return next(one for one in json_form["resources"] if one["name"] == name)


def version_of(files: Mapping[str, bytes]) -> str:
    return str(json.loads(files[DESCRIPTOR])["version"])
