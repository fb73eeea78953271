import pulumi

config = pulumi.Config()

server = pulumi.ProviderResource(
    "postgresql",
    "server",
    {"host": "127.0.0.1", "port": "1", "username": "admin", "sslmode": "verify-full"},
)

pulumi.CustomResource(
    "postgresql:index/role:Role",
    "app",
    {
        "name": "app",
        "login": True,
        "superuser": config.require_bool("superuser"),
        "connectionLimit": config.require_int("connectionLimit"),
    },
    pulumi.ResourceOptions(provider=server),
)
