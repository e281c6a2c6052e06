"""`eventual new connector --from-openapi`: typed activities and a stateful fake, from varied and from odd documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell

from .projects import Project

DOCUMENTS = Path(__file__).with_name("documents")
CLASSES = {
    "petstore": {
        "listPets": "read full",
        "createPet": "unsafe full",
        "getPet": "read full",
        "replacePet": "natural full",
        "deletePet": "natural full",
        "changePet": "unsafe full",
    },
    "payments": {
        "payments.list": "read full",
        "payments.create": "keyed full",
        "payments.get": "read full",
        "payments.capture": "keyed full",
        "customers.ensure": "natural full",
        "counter.add": "unsafe full",
        "counter.clear": "natural wire",
    },
    "odd": {
        "get_class": "read full",
        "list": "unsafe full",
        "same": "read full",
        "same_2": "unsafe full",
        "Same": "natural wire",
        "get_users_by_from_things_by_a_b": "read wire",
        "delete_users_by_from_things_by_a_b": "natural wire",
        "drawShape": "unsafe full",
    },
    "world": {
        "getLands": "read wire",
        "addLand": "unsafe full",
    },
    "library": {
        "listLoans": "read full",
        "createLoan": "keyed full",
        "getLoan": "read full",
        "returnBook": "natural full",
    },
}


def new(folder: Path, document: str, name: str = "generated") -> tuple[Project, Any, str]:
    """The project of a connector from one of the documents, the command's report, and what it told."""
    (file,) = DOCUMENTS.glob(f"{document}.*")
    made = Shell(folder).run("new", "connector", name, "--from-openapi", str(file), "-o", str(folder / name), "--json")
    assert made.code == 0, made.err
    return Project(folder / name), made.json, made.err


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "document", ["library", *(pytest.param(each, marks=pytest.mark.projects) for each in CLASSES if each != "library")]
)
def test_its_tests_are_good_and_each_class_is_read_off_the_document(tmp_path: Path, document: str) -> None:
    project, report, _ = new(tmp_path, document)
    assert {each["name"]: f"{each['effect']} {each['proof']}" for each in report["activities"]} == CLASSES[document]
    project.style()
    assert " passed" in project.test()


DENIALS = [
    ("put", "Do not retry this request: a repeated request charges the customer again."),
    ("put", "This operation isn't idempotent."),
    ("put", "This request is not an idempotent one."),
    ("put", "Not safe to retry."),
    ("put", "It must not be repeated."),
    ("put", "Calling it twice sends two mails."),
    ("put", "Toggles the light."),
    ("put", "Every invocation creates a new version."),
    ("delete", "Removes the first item in the list."),
]
TAKING = [
    ("get", "Pops a message off the queue. Not idempotent: each call removes one message."),
    ("get", "Dequeues the next message."),
]
HONEST = [("put", "Replaces the order.", "natural"), ("delete", "Removes the order.", "natural"), ("get", "Returns the order.", "read")]


def document(folder: Path, *operations: tuple[str, str], header: str = "") -> Path:
    """A document with these operations, each a method and what is said of it; with a key's header where one is described."""
    answer = {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object"}}}}}
    key = [{"name": "Idempotency-Key", "in": "header", "description": header, "schema": {"type": "string"}}] if header else []
    paths = {
        f"/things{number}": {method: {"operationId": f"op{number}", "description": said, "responses": answer, "parameters": key}}
        for number, (method, said) in enumerate(operations)
    }
    file = folder / "api.json"
    info = {"title": "Things", "version": "1"}
    file.write_text(json.dumps({"openapi": "3.0.3", "info": info, "servers": [{"url": "https://t.example"}], "paths": paths}))
    return file


def made_of(folder: Path, file: Path) -> tuple[Project, Any]:
    made = Shell(folder).run("new", "connector", "things", "--from-openapi", str(file), "-o", str(folder / "things"), "--json")
    assert made.code == 0, made.err
    return Project(folder / "things"), made.json


def test_a_document_is_believed_where_it_says_that_a_method_may_not_be_repeated(tmp_path: Path) -> None:
    honest = [(method, said) for method, said, _ in HONEST]
    _, report = made_of(tmp_path, document(tmp_path, *DENIALS, *honest, *TAKING))
    effects = [each["effect"] for each in sorted(report["activities"], key=lambda each: int(each["name"].removeprefix("op")))]
    assert effects == ["unsafe"] * len(DENIALS) + [effect for _, _, effect in HONEST]
    assert len(report["left_out"]) == len(TAKING)
    assert {reason.partition(",")[0] for reason in report["left_out"].values()} == {"it is a GET"}


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("Keys are kept for 24 hours.", "86400"),
        ("Requests older than 30 days are refused. Keys are kept for 24 hours.", "86400"),
        ("Retry for up to 7 days if needed; keys expire after 60 minutes.", "3600"),
        ("Keys are stored for 24 hours, and known for 2 days at most.", "86400"),
        ("Retry for up to 7 days if needed; keys expire after one hour.", "300"),
        ("A unique value. Results are available for 90 days.", "300"),
    ],
)
def test_a_keys_window_is_the_shortest_time_that_is_said_of_keys(tmp_path: Path, said: str, window: str) -> None:
    project, _ = made_of(tmp_path, document(tmp_path, ("post", "Makes a thing."), header=said))
    assert f"WINDOW = timedelta(seconds={window})\n" in "".join(project.texts().values())


@pytest.mark.projects
@pytest.mark.timeout(300)
@pytest.mark.parametrize("document", list(CLASSES))
def test_its_types_are_good(tmp_path: Path, document: str) -> None:
    new(tmp_path, document)[0].types()


def test_what_is_left_out_is_told_with_its_reason(tmp_path: Path) -> None:
    project, report, told = new(tmp_path, "odd")
    assert report["left_out"] == {
        "HEAD /class": "HEAD is not called by activities",
        "GET /report.{format}": "a part of its path is not either fixed or one parameter",
        "GET /files/{id}": "its path's parameter 'id' is not described",
        "GET /forgotten/{id}": "its path's parameter 'id' is not described",
    }
    for place, reason in report["left_out"].items():
        assert f"left out: {place}: {reason}\n" in told
        assert f"- `{place}`: {reason}\n" in project.texts()["README.md"]
    assert "not fully proven, since the fake cannot show their effect: Same, " in told
    petstore = new(tmp_path, "petstore", "pets")[1]
    assert petstore["left_out"] == {"POST /pets/{petId}/photo": "its body is multipart/form-data, and only JSON is supported"}


def test_the_same_document_gives_the_same_files(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    assert new(first, "odd")[0].texts() == new(second, "odd")[0].texts()


def test_the_address_and_the_credential_are_the_documents(tmp_path: Path) -> None:
    pets, payments, odd = (
        new(tmp_path, document, name)[0].texts() for document, name in (("petstore", "pets"), ("payments", "pay"), ("odd", "odd"))
    )
    assert 'base_url: str = "https://eu.pets.example/v2"' in pets["eventual_connector_pets/connection.py"]
    assert 'base_url: str = "https://api.pay.example"' in payments["eventual_connector_pay/connection.py"]
    assert 'headers={"X-Api-Key": connection.api_key.reveal()}' in payments["eventual_connector_pay/client.py"]
    assert 'request.headers.get("X-Api-Key") != self.api_key' in payments["eventual_connector_pay/fakes/fake.py"]
    assert 'f"Basic {connection.api_key.reveal()}"' in odd["eventual_connector_odd/client.py"]


SENT = """
import asyncio, json
from eventual_connector_generated import GeneratedConnection, generated
from eventual_connector_generated.fakes import GeneratedFake
from eventual_connector_generated.fakes.fake import example_answer
from eventual_connectors import Permanent, connections

class Listening(GeneratedFake):
    def apply(self, request):
        seen.append([request.path, sorted(request.query_pairs()), {n: v for n, v in request.headers.items() if n[:2] in ("X-", "x-")}])
        return example_answer(request)

async def calls():
    await generated.getLands(open_=True, codes=["NO", "SE"], fields=["a", "b"], tag=["c", "d"], deep=False, X_Dry_Run=True, X_Tags=[1, 2])
    await generated.getLands(open_=False, codes=["on"])
    try:
        await generated.getLands(open_=True, codes=[])
    except Permanent as error:
        refused.append(error.code)

seen, refused, fake = [], [], Listening()
with fake.serve() as url:
    connections.configure(generated.name, GeneratedConnection(**fake.settings(url)))
    asyncio.run(calls())
print(json.dumps([seen, refused]))
"""


def test_a_value_is_sent_in_the_way_that_the_document_says(tmp_path: Path) -> None:
    project = new(tmp_path, "world")[0]
    shell = project.shell()
    seen, refused = json.loads(shell.python(str(shell.write("try.py", SENT))))
    assert [[path, query] for path, query, _ in seen] == [
        ["/lands/true/NO,SE", [["deep", "false"], ["fields", "a,b"], ["tag", "c"], ["tag", "d"]]],
        ["/lands/false/on", []],
    ]
    assert [{name.lower(): value for name, value in headers.items()} for *_, headers in seen] == [
        {"x-dry-run": "true", "x-tags": "1,2"},
        {},
    ]
    assert refused == ["not_sent"]


def test_what_is_sent_elsewhere_or_in_another_way_is_told(tmp_path: Path) -> None:
    project, report, _ = new(tmp_path, "world")
    assert report["left_out"] == {
        "GET /lands/{open}/{codes} filter": "is sent in a way that is not supported; the operation is taken over without it",
        "POST /uploads": "it is sent to a server of its own, https://uploads.world.example",
    }
    texts = project.texts()
    assert 'headers={"Cookie": "sid=" + connection.api_key.reveal()}' in texts["eventual_connector_generated/client.py"]
    models = texts["eventual_connector_generated/models.py"]
    assert '"NO",' in models
    assert '"12:30",' in models
    assert "class None_2(TypedDict):" in models
    assert "rate: NotRequired[float]" in models


FAKE = """
import json
from eventual_connector_generated.fakes import GeneratedFake
from eventual_connectors.fakes import Request

fake = GeneratedFake()
answers = []
for method, path, key, body in REQUESTS:
    headers = {name: value for name, value in (("X-Api-Key", fake.api_key), ("Idempotency-Key", key)) if value}
    answer = fake.handle(Request.to(method, path, headers, b"" if body is None else json.dumps(body).encode()))
    answers.append([answer.status, json.loads(answer.body) if answer.body else None])
print(json.dumps([answers, len(fake.effects)]))
"""


def test_the_fake_keeps_what_it_is_sent_and_honours_the_key(tmp_path: Path) -> None:
    project = new(tmp_path, "payments")[0]
    five, six = {"amount": 500, "currency": "eur"}, {"amount": 600, "currency": "eur"}
    requests: list[list[Any]] = [
        ["POST", "/payments", "k1", five],
        ["POST", "/payments", "k1", five],
        ["POST", "/payments", "k1", six],
        ["POST", "/payments", "k2", five],
        ["GET", "/payments", None, None],
        ["GET", "/payments/nobody", None, None],
    ]
    shell = project.shell()
    script = shell.write("try.py", FAKE.replace("REQUESTS", repr(requests)))
    answers, effects = json.loads(shell.python(str(script)))
    first, again, other, second, page, missing = answers
    assert first == again == [200, {**five, "id": first[1]["id"]}]
    assert (other[0], missing[0], effects) == (422, 404, 2)
    assert page == [200, {"data": [first[1], second[1]], "has_more": True}]
    assert first[1]["id"] != second[1]["id"]


MISTAKES = {
    "{": "it is no JSON: ",
    "openapi: [": "it is no YAML: while parsing a flow node",
    "openapi: 2026-01-31": "it is no OpenAPI document of version 3.0 or 3.1, but of 2026-01-31",
    "[]": "it is no OpenAPI document of version 3.0 or 3.1",
    '{"swagger": "2.0"}': "it is no OpenAPI document of version 3.0 or 3.1, but of 2.0",
    '{"openapi": "3.0.0", "paths": []}': "its `paths` is no object of paths and their operations",
    '{"openapi": "3.0.0", "paths": {}}': "the document has no operation that can be taken over",
}
REFERENCES = {
    "other.json#/Pet": "the reference 'other.json#/Pet' leads out of the document; put what it names into `components`",
    "https://pets.example/pet.json": "the reference 'https://pets.example/pet.json' leads out of the document",
    "#/components/schemas/Missing": "the reference '#/components/schemas/Missing' leads nowhere",
    "#/components/schemas/Circle": "the reference '#/components/schemas/Circle' leads to itself",
    "#/components/schemas/Parts": "the schema #/components/schemas/Parts has itself as a part of its `allOf`",
}


def _referring(reference: str) -> str:
    content = {"application/json": {"schema": {"$ref": reference}}}
    paths = {"/pets": {"get": {"responses": {"200": {"description": "ok", "content": content}}}}}
    parts = {"allOf": [{"type": "object"}, {"$ref": "#/components/schemas/Parts"}]}
    schemas = {"Circle": {"$ref": "#/components/schemas/Circle"}, "Parts": parts}
    return json.dumps({"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}})


def test_a_document_that_cannot_be_used_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    documents = {**MISTAKES, **{_referring(reference): reason for reference, reason in REFERENCES.items()}}
    files = [shell.write(f"{number}.json", text).name for number, text in enumerate(documents)]
    results = shell.run_many(*((["new", "connector", "pets", "--from-openapi", file], "") for file in [*files, "none.json"]))
    assert {result.code for result in results} == {2}
    assert [reason for result, reason in zip(results, documents.values(), strict=False) if reason not in result.error] == []
    assert results[-1].error == "none.json cannot be used: it cannot be read: No such file or directory"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)


def test_without_its_library_yaml_is_one_line(tmp_path: Path) -> None:
    """The library is an extra, `yaml`: here a module in its place is as if it were not installed."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "yaml.py").write_text("raise ModuleNotFoundError\n", encoding="utf-8")
    shell = Shell(tmp_path, tmp_path / "site")
    shell.write("pets.yaml", "openapi: 3.0.3\n")
    made = shell.run("new", "connector", "pets", "--from-openapi", "pets.yaml")
    assert (made.code, made.error) == (2, "pets.yaml cannot be used: it is no JSON; to read YAML, pip install 'eventual-connectors[yaml]'")
