"""The one place where a page's elements are made from words: a string is text, whatever it holds, and never markup.

Names of folders and files, levers, captions, notes and errors come from files that somebody else may have written.
Here they become text nodes, in which a browser parses nothing. Templates in vue/ do the same with `{{ }}`. A test keeps
every other way to make HTML out of this package.
"""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from collections.abc import Sequence
from typing import Any

import solara

#: Elements that Markdown text may hold as raw HTML; without these two, Python-Markdown escapes it.
RAW_HTML = (("preprocessors", "html_block"), ("inlinePatterns", "html"))


def element(tag: str, *content: Any, classes: Sequence[str] = (), style: str = "", **attributes: str) -> Any:
    """An HTML element with text and other elements in it, in this order.

    `style` is for what the dashboard computes itself, such as a width; no text from a file belongs into it.
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


def problem(words: str) -> Any:
    """What went wrong, as a paragraph that is read out at once."""
    return element("p", words, classes=["sc-error"], role="alert")


def prose(markdown: str) -> Any:
    """The project's own documents as HTML. Raw HTML in them is shown as it is written.

    Solara's own Markdown would load a formula renderer from a CDN.
    """
    return solara.HTML(tag="div", unsafe_innerHTML=html_of(markdown))


def html_of(markdown: str) -> str:
    """Markdown as HTML, with a table of contents of its second-level headings at `[TOC]`."""
    from markdown import Markdown

    converter = Markdown(extensions=["tables", "toc"], extension_configs={"toc": {"toc_depth": "2-2"}})
    for registry, name in RAW_HTML:
        getattr(converter, registry).deregister(name)
    return converter.convert(markdown)
