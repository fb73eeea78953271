import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connections, transaction


@contextmanager
def in_tenant(settings: Mapping[str, str], using: str = "default") -> Iterator[None]:
    """
    A transaction that is for one tenant: every query of this thread on this database, until the end of the block.

    durable=True refuses a block inside of another one, which would be a savepoint: what follows it in the outer block
    would be for the inner one's tenant.

    settings: for example {"app.tenant_id": str(tenant_id)}, from what you have verified, never from a request's body.
    """
    with transaction.atomic(using=using, durable=True):
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT set_config(key, value, true) FROM json_each_text(%s::json)",
                [json.dumps(dict(settings))],
            )
        yield
