"""A connector whose operations are computed from an SDK when they are used."""

import copy
from collections.abc import Iterable
from typing import Any

import pytest

from eventual_connectors import Activity, Attempt, Connector
from eventual_connectors.surface import Group

OPERATIONS = {"lambda": ["invoke", "import"], "bedrock-runtime": ["converse"], "v1.customers": ["create", "list"]}


class Sdk:
    """Stands for a vendor's models. Counts what was built."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def groups(self, within: str) -> Iterable[str]:
        prefix = f"{within}." if within else ""
        return dict.fromkeys(group.removeprefix(prefix).partition(".")[0] for group in OPERATIONS if group.startswith(prefix))

    def operations(self, within: str) -> Iterable[str]:
        return OPERATIONS.get(within, [])

    def make(self, connector: Connector, name: str) -> Activity[..., Any]:
        group, _, operation = name.rpartition(".")
        if operation not in OPERATIONS.get(group, ()):
            raise KeyError(name)
        self.made.append(name)

        async def send(client: Any, attempt: Attempt, **members: Any) -> Any:
            return [name, members, attempt.connection]

        return Activity(name, send, connector=connector, effect="unsafe")


@pytest.fixture
def sdk() -> Sdk:
    return Sdk()


@pytest.fixture
def acme(sdk: Sdk) -> Any:
    connector = Connector("acme", surface=sdk)

    @connector.activity("lambda.invoke_once", effect="natural")
    async def invoke_once(client: Any, attempt: Attempt) -> str:
        return "once"

    @connector.activity("v1.customers.list", effect="read")
    async def customers_list(client: Any, attempt: Attempt) -> str:
        return "curated"

    return connector


async def test_an_operation_is_called_by_the_vendors_names(acme: Any) -> None:
    assert await acme.v1.customers.create(email="a@example.com") == ["v1.customers.create", {"email": "a@example.com"}, "default"]
    assert await acme.bedrock_runtime.converse() == ["bedrock-runtime.converse", {}, "default"]


async def test_a_name_that_is_a_keyword_of_python_gains_an_underscore(acme: Any) -> None:
    assert acme.lambda_.invoke.name == "acme.lambda.invoke"
    assert acme.lambda_.import_.name == "acme.lambda.import"


async def test_a_declared_activity_goes_before_the_computed_one(acme: Any, sdk: Sdk) -> None:
    assert await acme.v1.customers.list() == "curated"
    assert await acme.lambda_.invoke_once() == "once"
    assert sdk.made == []


def test_nothing_is_built_before_it_is_used_and_nothing_twice(acme: Any, sdk: Sdk) -> None:
    service = acme.lambda_
    assert sdk.made == []
    assert service.invoke is acme["lambda.invoke"] is acme.lambda_.invoke
    assert sdk.made == ["lambda.invoke"]


async def test_options_of_a_connector_and_of_a_group_pass_to_the_operation(acme: Any) -> None:
    eu = acme.with_options(connection="eu")
    assert eu.lambda_.invoke.options.connection == "eu"
    assert acme.lambda_.with_options(timeout=3).invoke.options.timeout == 3
    assert acme.lambda_.invoke.options.timeout is None


def test_an_activity_belongs_to_the_connector_itself_however_it_was_reached(acme: Any) -> None:
    assert acme.with_options(connection="eu").lambda_.invoke.connector is acme


def test_all_activities_are_the_declared_ones_and_then_the_rest_of_the_surface(acme: Any) -> None:
    assert [activity.local_name for activity in acme.activities()] == [
        "lambda.invoke_once",
        "v1.customers.list",
        "lambda.invoke",
        "lambda.import",
        "bedrock-runtime.converse",
        "v1.customers.create",
    ]


def test_an_unknown_name_is_one_clear_line(acme: Any) -> None:
    with pytest.raises(AttributeError, match=r"acme\.v1\.customers has no 'craete'; did you mean 'create'\?"):
        _ = acme.v1.customers.craete
    with pytest.raises(AttributeError, match="acme has no 'v3'"):
        _ = acme.v3
    with pytest.raises(KeyError):
        _ = acme["v1.customers.craete"]


def test_a_connector_without_a_surface_is_reached_by_attributes_too() -> None:
    connector = Connector("plain")
    plain: Any = connector

    @connector.activity("invoices.create", effect="unsafe")
    async def create(client: Any, attempt: Attempt) -> None: ...

    assert plain.invoices.create.name == "plain.invoices.create"
    assert isinstance(plain.invoices, Group)
    with pytest.raises(AttributeError, match="plain has no 'spellers'"):
        _ = plain.spellers


def test_groups_show_their_members_and_can_be_copied(acme: Any) -> None:
    assert {"invoke", "invoke_once", "import_"} <= set(dir(acme.lambda_))
    assert repr(copy.copy(acme.lambda_)) == "<acme.lambda>"
    with pytest.raises(AttributeError):
        _ = acme.lambda_.__wrapped__
