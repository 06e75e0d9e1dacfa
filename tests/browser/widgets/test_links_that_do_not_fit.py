"""A link that asks for what a widget does not have says so; one that fits says nothing."""

import pytest
from playwright.sync_api import expect

from helpers.widgets import ConvolutionExplorer, EarlyStoppingExplorer, PoolingExplorer

NOTE = ".lw-linkbar [aria-live=polite]"


@pytest.mark.parametrize(
    ("link", "names"),
    [
        ("stride=9", "stride"),
        ("stride=2&padding=7&row=1e999", "padding, row"),
        ("stirde=2", "stirde"),
        ("image=<script>", "image"),
        ("__proto__=1&constructor=2", "__proto__, constructor"),
        (f"{'x' * 1000}=1", "x" * 20),
        ("&".join(f"a{i}=1" for i in range(9)), "a0, a1, a2, a3, a4"),
    ],
)
def test_what_does_not_fit_is_named(open_widgets, link, names):
    page = open_widgets(ConvolutionExplorer(), fragment=f"#widget=convolution&{link}")
    expect(page.locator(NOTE)).to_have_text(
        f"Of this link, {names} does not fit here. You see what comes nearest."
    )
    page.evaluate("() => { location.hash = 'widget=convolution&stride=2'; }")
    expect(page.locator(NOTE)).to_have_text("")
    assert page.errors == []


@pytest.mark.parametrize(
    ("widget", "link"),
    [
        (ConvolutionExplorer(), "convolution&preset=learned-2&row=3&kernel=1,0,0;0,1,0;0,0,1"),
        (ConvolutionExplorer(), "convolution&kernel=1,0,0;0,1,0;0,0,1&hide=stride,no-such"),
        (ConvolutionExplorer(), "convolution&image=drawing&strokes=30,26,82,23,50,94;1,2,3,4"),
        (EarlyStoppingExplorer(), "callbacks&curve=your own&losses=3,2,1.5&epoch=2&min_delta=0.01"),
        (PoolingExplorer(), "pooling&size=4&stride=3&shift=2&view=back"),
    ],
)
def test_of_a_link_that_fits_nothing_is_said(open_widgets, widget, link):
    page = open_widgets(widget, fragment=f"#widget={link}")
    expect(page.locator(NOTE)).to_have_text("")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(NOTE)).not_to_have_text("")
    page.evaluate("() => { const link = location.hash; location.hash = ''; location.hash = link; }")
    expect(page.locator(NOTE)).to_have_text("")


def test_a_link_of_nothing_that_fits_shows_the_start(open_widgets):
    page = open_widgets(PoolingExplorer(), fragment="#widget=pooling&size=4")
    page.evaluate("() => { location.hash = 'widget=pooling&size=40'; }")
    expect(page.locator(NOTE)).not_to_have_text("")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("() => location.hash.includes('size=2&')")
