"""
Does errands for the test that starts it, with the snippet of one library. One line of JSON comes in for each errand and one
goes out; many are under way at the same time, each in a thread. The first line in holds the URL and the statements.
"""

import importlib.util
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "application"


class OnPurpose(Exception):
    """The error with which an errand is broken off."""


def snippet(library):
    spec = importlib.util.spec_from_file_location("tenant", EXAMPLES / library / "tenant.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.in_tenant


def with_sqlalchemy(start):
    from sqlalchemy import Engine, create_engine, text

    engine: Engine = create_engine(
        start["url"].replace("postgres://", "postgresql+psycopg://"),
        pool_size=start["concurrency"],
        connect_args={"prepare_threshold": None},
    )
    in_tenant = snippet("sqlalchemy")

    def read(connection):
        return [dict(row) for row in connection.execute(text(start["read"])).mappings()]

    def errand(tenant, settings, fails, saw):
        if tenant is None:
            with engine.connect() as connection:
                saw(read(connection))
            return
        with in_tenant(engine, settings) as session:
            saw(read(session))
            session.execute(
                text("INSERT INTO app.orders (tenant_id, written_for) VALUES (:tenant, :tenant)"), {"tenant": tenant}
            )
            if fails:
                raise OnPurpose

    def nest(asked):
        with in_tenant(engine, asked["outer"]) as session:
            before, inner = read(session), []
            try:
                with in_tenant(engine if asked["way"] == "anew" else session.connection(), asked["inner"]) as other:
                    inner.append(read(other))
                    if asked["fails"]:
                        raise OnPurpose
            except (OnPurpose, TypeError):
                pass
            return {"before": before, "inner": inner[0] if inner else None, "after": read(session)}

    return errand, nest


def with_django(start):
    from urllib.parse import urlsplit

    import django
    from django.conf import settings as configuration
    from django.db import connection, models

    url = urlsplit(start["url"])
    configuration.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "HOST": url.hostname,
                "PORT": url.port,
                "USER": url.username,
                "PASSWORD": url.password,
                "NAME": url.path[1:],
                "CONN_MAX_AGE": None,
                "DISABLE_SERVER_SIDE_CURSORS": True,
            }
        },
        USE_TZ=True,
    )
    django.setup()
    in_tenant = snippet("django")

    class Order(models.Model):
        id = models.UUIDField(primary_key=True, db_default=models.Func(function="gen_random_uuid"))
        tenant_id = models.UUIDField()
        written_for = models.UUIDField()

        class Meta:
            app_label = "shop"
            managed = False
            db_table = 'app"."orders'

    def read():
        with connection.cursor() as cursor:
            cursor.execute(start["read"])
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row)) for row in cursor.fetchall()]

    def errand(tenant, settings, fails, saw):
        if tenant is None:
            saw(read())
            return
        with in_tenant(settings):
            saw(read())
            Order.objects.create(tenant_id=tenant, written_for=tenant)
            if fails:
                raise OnPurpose

    def nest(asked):
        with in_tenant(asked["outer"]):
            before, inner = read(), []
            try:
                with in_tenant(asked["inner"]):
                    inner.append(read())
                    if asked["fails"]:
                        raise OnPurpose
            except (OnPurpose, RuntimeError):
                pass
            return {"before": before, "inner": inner[0] if inner else None, "after": read()}

    return errand, nest


def sqlstate(error):
    """Libraries wrap the driver's error."""
    while error is not None:
        if getattr(error, "sqlstate", None) is not None:
            return error.sqlstate
        error = error.__cause__
    return None


def outcome(errand, asked):
    seen = []
    try:
        errand(asked.get("tenant"), asked.get("settings"), asked["fails"], seen.extend)
        return {"ended": "committed", "saw": seen}
    except OnPurpose:
        return {"ended": "failed on purpose", "saw": seen}
    except Exception as error:
        code = sqlstate(error)
        return {"ended": "refused", "code": code} if code else {"ended": "broken", "error": repr(error)}


def nested(nest, asked):
    try:
        return nest(asked)
    except Exception as error:
        return {"ended": "broken", "error": repr(error)}


def main():
    start = json.loads(sys.stdin.readline())
    errand, nest = {"sqlalchemy": with_sqlalchemy, "django": with_django}[start["library"]](start)
    writing = Lock()

    def answer(asked):
        came = nested(nest, asked) if "way" in asked else outcome(errand, asked)
        line = json.dumps({"id": asked["id"], "outcome": came})
        with writing:
            print(line, flush=True)

    with ThreadPoolExecutor(start["concurrency"]) as threads:
        for line in sys.stdin:
            threads.submit(answer, json.loads(line))


main()
