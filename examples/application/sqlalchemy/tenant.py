import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

SET_TENANT = text("SELECT set_config(key, value, true) FROM json_each_text(CAST(:settings AS json))")


@contextmanager
def in_tenant(engine: Engine, settings: Mapping[str, str]) -> Iterator[Session]:
    """
    A session whose one transaction is for one tenant: committed at the end of the block, rolled back by an exception.

    It takes the engine itself. On a connection it would join the transaction that is open there, and what follows the block
    would be for the inner one's tenant.

    settings: for example {"app.tenant_id": str(tenant_id)}, from what you have verified, never from a request's body.
    """
    if not isinstance(engine, Engine):
        raise TypeError("a tenant's transaction cannot begin inside of another one")
    with Session(engine) as session, session.begin():
        session.execute(SET_TENANT, {"settings": json.dumps(dict(settings))})
        yield session
