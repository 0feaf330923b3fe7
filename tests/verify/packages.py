"""One good small package, and the ways to make another of it: sealed again, zipped, unpacked, as a wheel."""

from __future__ import annotations

import io
import json
import stat
import struct
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
    rest = {name: content for name, content in files.items() if name != SUMS}
    return {**rest, SUMS: sums({name: digest(content) for name, content in rest.items()})}


def sealed(files: Mapping[str, bytes]) -> Files:
    """Sizes, hashes and sums made right again: what a careful forger does."""
    described = json.loads(files[DESCRIPTOR])
    for resource in described["resources"]:
        content = files.get(resource["path"], b"")
        resource |= {"bytes": len(content), "hash": f"sha256:{digest(content)}"}
    return with_sums({**files, DESCRIPTOR: json.dumps(described).encode()})


def described(change: Callable[[Any], Any]) -> Callable[[Files], bytes]:
    """The zip with another descriptor, all sums right."""

    def damage(files: Files) -> bytes:
        json_form = json.loads(sealed(files)[DESCRIPTOR])
        change(json_form)
        return raw_descriptor(json.dumps(json_form).encode())(files)

    return damage


def raw_descriptor(content: bytes) -> Callable[[Files], bytes]:
    return lambda files: zipped(with_sums({**files, DESCRIPTOR: content}))


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


def parquet(
    name: str, change: Callable[[pa.Table], pa.Table], after: Callable[[bytes], bytes] = bytes, **options: Any
) -> Callable[[Files], bytes]:
    """The zip with another Parquet file of a table, sealed again; `after` changes the bytes of that file."""

    def damage(files: Files) -> bytes:
        path, out = f"parquet/{name}.parquet", io.BytesIO()
        pq.write_table(change(pq.read_table(io.BytesIO(files[path]))), out, **options)
        return zipped(sealed({**files, path: after(out.getvalue())}))

    return damage


def understated(content: bytes) -> bytes:
    """A Parquet file whose footer says that what unpacks to 1 to 128 MiB unpacks to nothing."""
    at = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    group = pq.ParquetFile(io.BytesIO(content)).metadata.row_group(0)
    sizes = {group.column(at).total_uncompressed_size for at in range(group.num_columns)} | {group.total_byte_size}
    footer = content[at:]
    for twice in (2 * size for size in sizes if size >= 2**20):  # integers of Thrift: four times 7 bits of the double
        footer = footer.replace(bytes(twice >> 7 * at & 127 | (at < 3) << 7 for at in range(4)), b"\x80\x80\x80\0")
    assert footer != content[at:]
    return content[:at] + footer


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


def rehashed(name: str, change: Callable[[pa.Table], pa.Table]) -> Callable[[Files], bytes]:
    """The zip with another Parquet file of a table, its content hash right, sealed again."""

    def damage(files: Files) -> bytes:
        path, json_form = f"parquet/{name}.parquet", json.loads(files[DESCRIPTOR])
        typed = change(pq.read_table(io.BytesIO(files[path])))
        _named(json_form, name)["contentHash"] = arrow.content_hash(typed)
        described_so = {path: arrow.parquet_bytes(typed), DESCRIPTOR: json.dumps(json_form).encode()}
        return zipped(sealed({**files, **described_so}))

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


def patched(local: int, central: int, layout: str, *values: int) -> Callable[[Files], bytes]:
    """The good zip with other values at these offsets in the two headers of its first entry."""

    def change(content: bytes) -> bytes:
        changed = bytearray(content)
        struct.pack_into(layout, changed, local, *values)
        struct.pack_into(layout, changed, content.index(b"PK\x01\x02") + central, *values)
        return bytes(changed)

    return bytes_of(change)


def bytes_of(change: Callable[[bytes], bytes]) -> Callable[[Files], bytes]:
    """The good zip with its bytes changed."""
    return lambda files: change(zipped(files))


def unpacked(files: Mapping[str, bytes], root: Path) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


def wheel(data: Mapping[str, bytes], change: Callable[[Files], Files] = dict) -> bytes:
    """A wheel of these data, deflated, with its RECORD; `change` comes after RECORD is written."""
    files = {"sino_pak_data/__init__.py": b"", **{f"sino_pak_data/data/{n}": c for n, c in data.items()}}
    hashes = {name: urlsafe_b64encode(sha256(content).digest()).decode().rstrip("=") for name, content in files.items()}
    lines = [f"{name},sha256={hashes[name]},{len(content)}" for name, content in files.items()]
    record = f"sino_pak_data-{version_of(data)}.dist-info/RECORD"
    files[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in change(files).items():
            one = zipfile.ZipInfo(name, (2020, 2, 2, 0, 0, 0))
            one.external_attr = 0o100644 << 16
            archive.writestr(one, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _named(json_form: Any, name: str) -> Any:
    return next(one for one in json_form["resources"] if one["name"] == name)


def version_of(files: Mapping[str, bytes]) -> str:
    return str(json.loads(files[DESCRIPTOR])["version"])
