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
@pytest.mark.parametrize("document", list(CLASSES))
def test_its_tests_are_good_and_each_class_is_read_off_the_document(tmp_path: Path, document: str) -> None:
    project, report, _ = new(tmp_path, document)
    assert {each["name"]: f"{each['effect']} {each['proof']}" for each in report["activities"]} == CLASSES[document]
    project.style()
    assert " passed" in project.test()


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
    '{"openapi": "3.0.0", "paths": []}': "it is not as OpenAPI wants it: ",
    '{"openapi": "3.0.0", "paths": {}}': "the document has no operation that can be taken over",
}
REFERENCES = {
    "other.json#/Pet": "the reference 'other.json#/Pet' leads out of the document; put what it names into `components`",
    "https://pets.example/pet.json": "the reference 'https://pets.example/pet.json' leads out of the document",
    "#/components/schemas/Missing": "the reference '#/components/schemas/Missing' leads nowhere",
    "#/components/schemas/Circle": "the reference '#/components/schemas/Circle' leads to itself",
}


def _referring(reference: str) -> str:
    content = {"application/json": {"schema": {"$ref": reference}}}
    paths = {"/pets": {"get": {"responses": {"200": {"description": "ok", "content": content}}}}}
    schemas = {"Circle": {"$ref": "#/components/schemas/Circle"}}
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
