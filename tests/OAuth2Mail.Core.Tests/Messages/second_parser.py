# Reads a message with Python's own parser and tells what it found, as JSON: a second opinion beside MimeKit's.
import base64
import email
import email.policy
import json
import sys


def text(part):
    return part.get_content() if part.get_content_maintype() == "text" else None


def describe(part):
    return {
        "type": part.get_content_type(),
        "charset": part.get_content_charset(),
        "parameters": {} if part["Content-Type"] is None else dict(part["Content-Type"].params),
        "disposition": part.get_content_disposition(),
        "fileName": part.get_filename(),
        "contentId": part["Content-ID"],
        "text": text(part),
        "content": None if part.is_multipart() else base64.b64encode(part.get_payload(decode=True) or b"").decode(),
        "parts": [describe(child) for child in part.iter_parts()] if part.is_multipart() else [],
    }


message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
defects = [str(defect) for part in message.walk() for defect in part.defects]
defects += [f"{name}: {defect}" for part in message.walk() for name, value in part.items() for defect in value.defects]
json.dump({"headers": [[name, str(value)] for name, value in message.items()], "defects": defects, "body": describe(message)}, sys.stdout)
