"""The only place where Python turns strings into page elements: always as text, never as markup.

Names of folders and files, levers, captions, notes and errors come from files that somebody else may have written.
Here they become text nodes, which a browser does not parse. Templates in vue/ do the same with `{{ }}`. A test keeps
all other ways to make HTML out of this package.
"""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Sequence
from typing import Any

import solara

#: What lets Markdown contain raw HTML; without these two, Python-Markdown escapes it.
RAW_HTML = (("preprocessors", "html_block"), ("inlinePatterns", "html"))


def element(tag: str, *content: Any, classes: Sequence[str] = (), style: str = "", **attributes: str) -> Any:
    """An HTML element that contains strings, as text, and other elements.

    `style` is for values that the dashboard computes itself, such as a width; never put text from a file into it.
    """
    children = [str(part) if isinstance(part, str | int | float) else part for part in content]
    return solara.v.Html(
        tag=tag, children=children, class_=" ".join(classes), style_=style, attributes=dict(attributes)
    )


def heading(level: int, *content: Any) -> Any:
    """`h1`, `h2` or `h3`."""
    return element(f"h{level}", *content)


def paragraph(*content: Any, classes: Sequence[str] = ()) -> Any:
    """A `p`."""
    return element("p", *content, classes=classes)


def problem(text: str) -> Any:
    """An error message; screen readers read it out at once."""
    return element("p", text, classes=["sc-error"], role="alert")


def prose(markdown: str) -> Any:
    """Markdown of the project's own documents as an element. Raw HTML in it is shown as source.

    Solara's Markdown component would load a formula renderer from a CDN.
    """
    return solara.HTML(tag="div", unsafe_innerHTML=html_of(markdown))


def html_of(markdown: str) -> str:
    """Markdown as HTML, with a table of contents of its second-level headings at `[TOC]`."""
    from markdown import Markdown

    converter = Markdown(extensions=["tables", "toc"], extension_configs={"toc": {"toc_depth": "2-2"}})
    for registry, name in RAW_HTML:
        getattr(converter, registry).deregister(name)
    return converter.convert(markdown)
