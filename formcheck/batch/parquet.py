"""Makes Parquet files; the only file that uses pyarrow."""

import io
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from formcheck.batch.columns import Row

__all__ = ["build_parquet_file"]

_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def build_parquet_file(kinds: Mapping[str, type], rows: Sequence[Row]) -> bytes:
    """Return the content of a Parquet file; `kinds` has each column's type, None is null."""
    schema = pa.schema([(name, _TYPES[kind]) for name, kind in kinds.items()])
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()
