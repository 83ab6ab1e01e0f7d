# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls every operation of an OpenAPI document on a running server and holds the answers to the document.

usage: openapi_check.py DOCUMENT BASE_URL all|baseline   (Debian: python3-requests python3-yaml python3-jsonschema)
"""
import base64
import re
import sys
from urllib.parse import parse_qs, urlsplit

import jsonschema
import requests
import yaml

DOCUMENT, BASE, MODE = sys.argv[1:4]
with open(DOCUMENT, encoding="utf-8") as file:
    SPEC = yaml.safe_load(file)
RESOLVER = jsonschema.RefResolver("", SPEC)
OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for path, methods in SPEC["paths"].items()
    for method, operation in methods.items()
}
called, problems = set(), []


def resolved(node):
    return RESOLVER.resolve(node["$ref"])[1] if "$ref" in node else node


def hold(name, response):
    """Compares one answer with what the document says of its status."""
    answers = OPERATIONS[name][2]["responses"]
    told = answers.get(str(response.status_code), answers.get("default"))
    if told is None:
        problems.append(f"{name}: status {response.status_code} is not documented")
        return
    content = resolved(told).get("content", {})
    kind = response.headers.get("Content-Type", "").split(";")[0]
    if content and kind not in content:
        problems.append(f"{name} {response.status_code}: type {kind!r} is not documented")
    schema = content.get(kind, {}).get("schema")
    if schema and kind == "application/json":
        validator = jsonschema.Draft202012Validator(schema, resolver=RESOLVER)
        for error in validator.iter_errors(response.json()):
            problems.append(f"{name} {response.status_code}: {error.json_path}: {error.message[:200]}")


def call(name, expected=200, token=None, content_type=None, **arguments):
    path, method, operation = OPERATIONS[name]
    headers = {"Authorization": f"Bearer {token or access_token}"}
    if content_type:
        headers["Content-Type"] = content_type
    if expected == 200 and "json" in arguments:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator(schema, resolver=RESOLVER).validate(arguments["json"])
    response = requests.request(method, BASE + path, headers=headers, timeout=40, **arguments)
    called.add(name)
    if response.status_code != expected:
        problems.append(f"{name}: status {response.status_code} instead of {expected}: {response.text[:200]}")
    hold(name, response)
    return response


def sign_in():
    redirect = "https://checker.example/cb"
    query = {"client_id": "checker", "response_type": "code", "redirect_uri": redirect, "state": "s"}
    address = BASE + OPERATIONS["authorize"][0]
    page = requests.get(address, params=query)
    hold("authorize", page)
    for action in ("continue", "agree"):
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        page = requests.post(address, data={**fields, "action": action}, allow_redirects=False)
    code = parse_qs(urlsplit(page.headers["Location"]).query)["code"][0]
    hold("authorize", requests.get(address, params={**query, "client_id": "nobody"}))
    hold("authorize", requests.get(address, params={**query, "response_type": "token"}, allow_redirects=False))
    form = {"client_id": "checker", "client_secret": "s", "grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
    address = BASE + OPERATIONS["token"][0]
    hold("token", requests.post(address, data={**form, "code": "made-up"}))
    hold("token", requests.post(address, data={**form, "client_secret": "wrong"}))
    tokens = requests.post(address, data=form)
    hold("token", tokens)
    form = {"client_id": "checker", "client_secret": "s", "grant_type": "refresh_token", "refresh_token": tokens.json()["refresh_token"]}
    tokens = requests.post(address, data=form)
    hold("token", tokens)
    called.update(("authorize", "token"))
    return tokens.json()["access_token"]


def baseline():
    for mails in (call("get_mail_list").json(), call("get_mail_list", params={"limit": 5, "offset": 10}).json()):
        assert mails and all("from" in mail and "subject" in mail for mail in mails)
    dates = [mail["date"] for mail in call("get_mail_list").json()]
    if dates != sorted(dates, reverse=True):
        problems.append("get_mail_list: not newest first")
    call("get_mail_list", 400, params={"limit": "many"})
    assert len(call("get_contacts").json()) == 30
    call("send_mail", json={"to": "chen.xiaoming@qq.example", "subject": "Test Email", "text": "This is a test email."})
    call("send_mail", 400, json={"subject": "to nobody"})
    call("send_mail", 400, data=b"not JSON")
    for name in ("get_mail_list", "get_contacts"):
        call(name, 401, token="made-up")


def extensions():
    capabilities = call("get_capabilities").json()
    folders = {folder.get("role", folder["name"]): folder["id"] for folder in call("get_folder_list").json()["folders"]}
    inbox, sent, trash = folders["inbox"], folders["sent"], folders["trash"]
    first = call("get_changes", params={"folder": inbox, "limit": 20}).json()
    assert first["more"] and len(first["mails"]) == 20
    page, mails = first, list(first["mails"])
    while page["more"]:
        page = call("get_changes", params={"folder": inbox, "limit": 20, "token": page["next"]}).json()
        mails += page["mails"]
    assert len(mails) >= 55 and page["complete"]
    for folder in folders.values():
        for mail in call("get_changes", params={"folder": folder}).json()["mails"]:
            where = {"folder": folder, "id": mail["id"]}
            body = call("get_mail", params=where).json()
            source = call("get_mail_source", params=where).content
            assert b"\n" in source
            for part in body.get("attachments", []):
                content = call("get_attachment", params={**where, "part_id": part["part_id"]}).content
                if len(content) != part["size"]:
                    problems.append(f"get_attachment: {len(content)} bytes, announced as {part['size']}")
    for name in ("get_mail", "get_mail_source"):
        call(name, 404, params={"folder": inbox, "id": "no-such-mail"})
        call(name, 400, params={"folder": inbox})
    call("get_changes", 404, params={"folder": "no-such-folder"})
    call("get_changes", 400)

    state = call("wait_for_change").json()["state"]
    outgoing = {
        "to": [{"email": "chen.xiaoming@qq.example", "name": "陈晓明"}],
        "cc": "lin.yutong@friends.example",
        "subject": "你好 <&>",
        "text": "正文",
        "html": "<p>正文</p>",
        "idempotency_key": "key-1",
        "message_id": "checker.1@qq.example",
        "attachments": [{"name": "说明.txt", "type": "text/plain", "content": base64.b64encode("你好".encode()).decode()}],
    }
    once, again = (call("send_mail", json=outgoing).json() for _ in range(2))
    assert not capabilities["idempotent_send"] or once.get("id") == again.get("id")
    assert call("wait_for_change", params={"state": state}).json()["changed"]
    assert call("find_sent", params={"idempotency_key": "key-1"}).json()["found"]
    assert not call("find_sent", params={"idempotency_key": "another"}).json()["found"]
    call("find_sent", 400)

    found = call("search_mail", params={"folder": inbox, "query": "火锅"}).json()["ids"]
    assert found
    call("search_mail", 400, params={"folder": inbox})
    target = found[0]
    call("set_flags", json={"folder": inbox, "ids": [target], "add": ["flagged", "seen"], "remove": ["answered"]})
    call("set_flags", 404, json={"folder": inbox, "ids": ["no-such-mail"], "add": ["seen"]})
    call("set_flags", 400, json={"folder": inbox, "ids": 7})
    moved = call("move_mail", json={"folder": inbox, "ids": [target], "target": trash}).json()["ids"]
    call("move_mail", 400, json={"folder": inbox, "ids": [target]})
    call("move_mail", 404, json={"folder": inbox, "ids": [target], "target": trash})
    call("delete_mail", json={"folder": trash, "ids": moved})
    call("delete_mail", 404, json={"folder": trash, "ids": moved})
    changes = call("get_changes", params={"folder": inbox, "token": page["next"]}).json()
    assert target in changes.get("removed", []), changes

    call("append_mail", params={"folder": inbox, "flags": "seen"}, content_type="message/rfc822",
         data=b"From: a@b.example\r\nDate: Mon, 1 Jan 2024 10:00:00 +0800\r\nSubject: appended\r\n\r\nfrom elsewhere\r\n")
    call("append_mail", 404, params={"folder": "nowhere"}, content_type="message/rfc822", data=b"Subject: x\r\n\r\nx\r\n")
    draft = call("save_draft", json={"draft": {"to": "", "subject": "draft", "text": "one"}}).json()["id"]
    call("save_draft", json={"draft": {"to": "", "subject": "draft", "text": "two"}, "previous": draft})
    contact = call("save_contact", json={"name": "新朋友", "email": "new@friends.example"}).json()
    contact = call("save_contact", json={**contact, "phone": "138-5550-0199"}).json()
    assert contact["phone"] == "138-5550-0199"
    call("delete_contact", json={"id": contact["id"]})
    call("delete_contact", 404, json={"id": contact["id"]})
    call("save_contact", 400, data=b"[]")
    for name in ("get_capabilities", "get_folder_list", "wait_for_change"):
        call(name, 401, token="made-up")


jsonschema.Draft202012Validator.check_schema({"$defs": SPEC["components"]["schemas"]})
access_token = sign_in()
baseline()
if MODE == "all":
    extensions()
    missing = set(OPERATIONS) - called
    if missing:
        problems.append(f"never called: {sorted(missing)}")
else:
    for name, (path, method, operation) in OPERATIONS.items():
        if "extension" in operation["tags"]:
            response = call(name, 404, params={})
print("\n".join(dict.fromkeys(problems)))
sys.exit(1 if problems else 0)
