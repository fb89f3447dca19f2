"""A machine with an OPC UA server (asyncua's), which can be switched off and on at the same address."""

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from asyncua import Server, ua
from asyncua.common.structures104 import new_struct, new_struct_field
from asyncua.crypto.permission_rules import User, UserRole

from tests.gateway.harness import free_port


class Users:
    """Accepts one user."""

    def get_user(self, _session: Any, username: str = "", password: str = "", certificate: Any = None) -> User | None:
        return User(role=UserRole.User) if (username, password) == ("dure", "s3cret") else None


class Machine:
    """count is an integer node; more can be added in `furnish`. It has the same node ids in every life."""

    def __init__(
        self, policies: list[ua.SecurityPolicyType] | None = None, keys: Path | None = None, users: bool = False
    ) -> None:
        self.policies, self.keys, self.users = policies, keys, users
        self.port = free_port()
        self.count = 0
        self.nodes: dict[str, Any] = {}

    @property
    def url(self) -> str:
        return f"opc.tcp://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self.server = Server(user_manager=Users()) if self.users else Server()
        await self.server.init()
        self.server.set_endpoint(self.url)
        if self.policies is not None:
            self.server.set_security_policy(self.policies)
        if self.keys is not None:
            await self.server.load_certificate(str(self.keys / "own.der"))
            await self.server.load_private_key(str(self.keys / "own.pem"))
        self.space = await self.server.register_namespace("http://dure.test/machine")
        await self._furnish()
        await self.server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.server.stop()

    async def _furnish(self) -> None:
        press = await self.server.nodes.objects.add_object(ua.NodeId("Press", self.space), f"{self.space}:프레스 1")
        plain: dict[str, Any] = {
            "Press.Count": ua.Variant(self.count, ua.VariantType.UInt32),
            "프레스.상태": "가동",
            "Press.Temperatures": [20.5, 21.5, 22.5],
            "Press.Odd[3]": 7,
            "Press.Running": True,
            "Press.Temperature": 36.5,
        }
        for name, value in plain.items():
            node = ua.NodeId(name, self.space)
            self.nodes[name] = await press.add_variable(node, f"{self.space}:{name}", value)
        shape = await new_struct(
            self.server,
            self.space,
            "Job",
            [new_struct_field("name", ua.VariantType.String), new_struct_field("pieces", ua.VariantType.UInt32)],
        )
        await self.server.load_data_type_definitions()
        job = ua.Job()
        job.name, job.pieces = "쌀국수", 12
        variant = ua.Variant(job, ua.VariantType.ExtensionObject)
        node = ua.NodeId("Press.Job", self.space)
        self.nodes["Press.Job"] = await press.add_variable(node, f"{self.space}:Job", variant, datatype=shape[0].nodeid)
        unit = ua.EUInformation(DisplayName=ua.LocalizedText("°C"))
        await self.nodes["Press.Temperature"].add_property(ua.NodeId("unit", self.space), "0:EngineeringUnits", unit)

    async def set(self, name: str, value: Any, status: int = 0, when: datetime | None = None) -> None:
        """A new value with its status code and source time."""
        kind = ua.VariantType.UInt32 if name == "Press.Count" else None
        data = ua.DataValue(
            ua.Variant(value, kind) if kind else ua.Variant(value),
            ua.StatusCode(status),
            SourceTimestamp=when or datetime.now(UTC),
        )
        await self.nodes[name].write_value(data)
        if name == "Press.Count":
            self.count = value
