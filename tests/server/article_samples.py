# SPDX-License-Identifier: GPL-3.0-or-later
"""Talks to the API server the way the article on the QQ Mail Open API shows it: Python, requests, and nothing of ours."""
import re
import sys
from urllib.parse import parse_qs, urlsplit

import requests

HOST = sys.argv[1]
CLIENT_ID, CLIENT_SECRET, REDIRECT_URI = sys.argv[2:] or ("article", "article-secret", "https://yourapp.example/callback")


def authorization_code():
    """Plays the user: opens the authorization URL, types a code where one is asked for, presses Continue and Agree."""
    session = requests.Session()
    page = session.get(
        f"{HOST}/cgi-bin/oauth2/authorize",
        params={"client_id": CLIENT_ID, "response_type": "code", "redirect_uri": REDIRECT_URI, "state": "xyz"},
    )
    for action in ("continue", "agree"):
        page.raise_for_status()
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        if 'name="password"' in page.text:
            fields["password"] = sys.stdin.readline().strip()
        page = session.post(f"{HOST}/cgi-bin/oauth2/authorize", data={**fields, "action": action}, allow_redirects=False)
    assert page.status_code == 302, page.status_code
    answer = parse_qs(urlsplit(page.headers["Location"]).query)
    assert page.headers["Location"].startswith(REDIRECT_URI + "?") and answer["state"] == ["xyz"]
    return answer["code"][0]


def tokens(code):
    response = requests.post(
        f"{HOST}/cgi-bin/oauth2/token",
        data={
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
        },
    )
    response.raise_for_status()
    answer = response.json()
    assert answer["expires_in"] == 3600 and answer["refresh_token"]
    return answer["access_token"]


def send_email(access_token, to, subject, text):
    headers = {"Authorization": f"Bearer {access_token}", "Content-Type": "application/json"}
    payload = {"to": to, "subject": subject, "text": text}
    response = requests.post(f"{HOST}/cgi-bin/api/send_mail", json=payload, headers=headers)
    if response.status_code == 200:
        print("Email sent successfully!")
    else:
        print(f"Failed to send email: {response.status_code} {response.text}")


def get_mail_list(access_token):
    response = requests.get(f"{HOST}/cgi-bin/api/get_mail_list", headers={"Authorization": f"Bearer {access_token}"})
    assert response.status_code == 200, response.text
    for mail in response.json():
        print(f"From: {mail['from']}, Subject: {mail['subject']}")


def get_contacts(access_token):
    response = requests.get(f"{HOST}/cgi-bin/api/get_contacts", headers={"Authorization": f"Bearer {access_token}"})
    assert response.status_code == 200, response.text
    for contact in response.json():
        print(f"Name: {contact['name']}, Email: {contact['email']}")


sys.stdout.reconfigure(encoding="utf-8")
access_token = tokens(authorization_code())
send_email(access_token, "recipient@example.com", "Test Email", "This is a test email.")
get_mail_list(access_token)
get_contacts(access_token)
send_email("YOUR_ACCESS_TOKEN", "recipient@example.com", "Test Email", "This is a test email.")
