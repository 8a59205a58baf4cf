"""Draws icon.png and banner.png of the addon's description.

    . dev/env.sh && python docs/drawings.py

From icon.svg, and for the banner from inbox.png that docs/screenshots.py took.
"""

import base64

from screenshots import DESCRIPTION, chromium

ICON = DESCRIPTION / "icon.svg"
BANNER = """
<style>
    body {{ margin: 0; width: 1120px; height: 560px; overflow: hidden;
        position: relative; background: #f3f1f7; color: #2b2340;
        font-family: Roboto, sans-serif }}
    .words {{ position: absolute; left: 64px; top: 96px; width: 380px }}
    .words svg {{ width: 128px; height: 128px }}
    h1 {{ font-size: 52px; line-height: 1.1; margin: 28px 0 20px; font-weight: 700 }}
    p {{ font-size: 25px; line-height: 1.35; margin: 0; color: #5d5476 }}
    img {{ position: absolute; left: 492px; top: 72px; width: 860px;
        border-radius: 12px; box-shadow: 0 12px 48px #2b234033 }}
</style>
<div class="words">{icon}<h1>WhatsApp Inbox</h1>
<p>Many agents, one number,<br>in Odoo's own Discuss</p></div>
<img src="data:image/png;base64,{inbox}">
"""


def draw(browser, name, width, height, body):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(body)
    page.wait_for_timeout(500)
    page.screenshot(path=DESCRIPTION / name, omit_background=True)
    page.close()
    print(name)


def main():
    icon = ICON.read_text()
    inbox = base64.b64encode((DESCRIPTION / "inbox.png").read_bytes()).decode()
    with chromium() as browser:
        big = icon.replace('width="50" height="50"', 'width="128" height="128"', 1)
        draw(browser, "icon.png", 128, 128, f"<style>body{{margin:0}}</style>{big}")
        draw(browser, "banner.png", 1120, 560, BANNER.format(icon=icon, inbox=inbox))


if __name__ == "__main__":
    main()
