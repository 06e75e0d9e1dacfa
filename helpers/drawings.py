"""Draw the book's figures once more, as SVG: lines and words that take the colors of a page.

A notebook keeps its figures as pictures, which look alike in all programs. When tools/notebooks.py
runs it, each figure is also drawn as SVG, into notebooks/figures/. The file's name is the digest of
the picture that it is a drawing of, so no drawing is ever taken for another figure's. The book
shows the drawing in the picture's place: see book/_ext/figures.py.
"""

import base64
import copy
import gc
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.colors import color
from helpers.writing import write_whole

OFFER = "__import__('helpers.drawings').drawings.offer()"  # a kernel's first line: no name is left
FOLDER = "figures"  # beside the notebooks
SVG = "image/svg+xml"
AS_DRAWN = "as-drawn"  # the class of what keeps its colors: words on a picture, scales of color
DOTS_PER_INCH = 192  # of pictures that have more pixels than they need: two a pixel of the page
LARGEST_DRAWN = 128  # pixels across; a larger picture is a photograph
MOST_POINTS = 1000  # of a scatter plot: more become a picture

LINK = "{http://www.w3.org/1999/xlink}href"
FRACTION = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
USUAL = {"text-anchor": "start", "stroke-linecap": "butt", "stroke-linejoin": "round"}


def offer() -> None:
    """In a notebook's kernel: let each figure that is shown bring its drawing along."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    bundle = shell.display_formatter.mimebundle_formatter
    bundle.for_type_by_name("matplotlib.figure", "Figure", lambda figure, **_: {SVG: save(figure)})


def draw(figure: Any) -> str:
    """Return a matplotlib figure as the text of an SVG file, and leave the figure as it is."""
    return tidy(save(figure))


def save(figure: Any) -> str:
    """Return a figure's drawing as matplotlib writes it: a kernel leaves the rest to `take`."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    gc.collect()  # the copies that were drawn before
    figure = copy.deepcopy(figure)  # to be laid out twice would move a figure's parts a little
    plt.close(figure)
    figure.draw_without_rendering()  # now all know their places
    for artist, settings in list(_settings(figure)):
        artist.set(**settings)
    for axes in figure.axes:  # room for words that grow on a phone
        axes.xaxis.labelpad += 2
        axes.yaxis.labelpad += 4
    file = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "convnets"}):
        figure.savefig(
            file,
            format="svg",
            bbox_inches="tight",
            transparent=True,
            dpi=DOTS_PER_INCH,
            metadata={"Date": None, "Creator": None},
        )
    return file.getvalue()


def _settings(figure: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What to set for the drawing, at which artists."""
    from matplotlib.collections import Collection
    from matplotlib.image import AxesImage
    from matplotlib.text import Text

    pictures = figure.findobj(AxesImage)
    boxes = [picture.get_window_extent() for picture in pictures]
    for picture, box in zip(pictures, boxes, strict=True):
        most = box.width / figure.dpi * DOTS_PER_INCH
        plain = picture.get_interpolation() in ("auto", "antialiased")
        if plain and picture.get_array().shape[1] <= most:
            yield picture, {"interpolation": "none"}  # its pixels as they are
    for text in figure.findobj(Text):
        if text.get_text().strip():
            place = text.get_window_extent()
            middle = (place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2
            if any(box.contains(*middle) for box in boxes):
                yield text, {"gid": AS_DRAWN}
    for collection in figure.findobj(Collection):
        if collection.get_array() is not None:
            yield collection, {"gid": AS_DRAWN}
        if len(collection.get_offsets()) > MOST_POINTS:
            yield collection, {"rasterized": True}


def pictures(notebook: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each output of a notebook that is a picture: its data, and the bytes of the picture."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for mime in {"image/png", "image/jpeg"} & set(data):
                yield data, base64.b64decode("".join(data[mime]))


def take(notebook: dict[str, Any]) -> dict[str, str]:
    """Take the drawings out of a notebook that was run: what a picture shows to its drawing."""
    found = {}
    for data, picture in pictures(notebook):
        if SVG in data:
            found[look(picture)] = tidy("".join(data.pop(SVG)))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "".join(data.get("text/plain", "")).startswith("<Figure"):
                data.pop(SVG, None)  # of an empty figure, which has no picture
    return found


def keep(notebook: dict[str, Any], drawings: dict[str, str], folder: Path) -> None:
    """Write the drawings of a notebook's pictures beside the notebooks of a folder."""
    for _, picture in pictures(notebook):
        if drawing := drawings.get(look(picture)):
            (folder / FOLDER).mkdir(exist_ok=True)
            write_whole(folder / FOLDER / file_name(picture), drawing)


def forget(folder: Path) -> None:
    """Remove the drawings of pictures that no notebook of the folder shows any more."""
    known = set()
    for notebook in folder.glob("*.ipynb"):
        shown = pictures(json.loads(notebook.read_text(encoding="utf-8")))
        known |= {file_name(picture) for _, picture in shown}
    for drawing in (folder / FOLDER).glob("*.svg"):
        if drawing.name not in known:
            drawing.unlink()


def look(picture: bytes) -> str:
    """Something that is equal for two pictures exactly if they look the same."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        return f"{image.size} {hashlib.sha256(image.convert('RGBA').tobytes()).hexdigest()}"


def file_name(picture: bytes) -> str:
    """The name of a picture's drawing. The book's builder names pictures in the same way."""
    return hashlib.sha256(picture).hexdigest() + ".svg"


def tidy(svg: str) -> str:
    """Return matplotlib's SVG without what no page needs.

    Colors become attributes, which a style sheet can find. Each picture gets a thin frame, since
    a page may be as white, or as black, as its edge.
    """
    root = ET.fromstring(re.sub(r' xmlns="[^"]*"', "", svg, count=1))
    digest = hashlib.sha256(svg.encode()).hexdigest()[:6]
    used = set(re.findall(r"#(\w+)[)\"]", svg))
    for element in root.iter():
        _attributes(element, digest, used)
    root.attrib = {"viewBox": root.attrib["viewBox"], "stroke-linejoin": "round"}
    root[:] = [part for part in root if part.tag == "g" or part.find("clipPath") is not None]
    _elements(root)
    text = ET.tostring(root, encoding="unicode").replace(" />", "/>")
    text = re.sub(r"(?<=>)\s*(?=<(?!/?tspan|/text))", "\n", text)  # a line for each element
    return text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"


def _attributes(element: ET.Element, digest: str, used: set[str]) -> None:
    """Turn an element's style into attributes, and leave out what says nothing."""
    old, element.attrib = element.attrib, {}
    for part in old.pop("style", "").split(";"):
        name, _, value = (word.strip() for word in part.partition(":"))
        if name and name != "font-family" and value != USUAL.get(name):
            element.set(name, value.removesuffix("px"))
    for name, value in old.items():
        if name == "id" and value == AS_DRAWN:
            element.set("class", value)
        elif name == "id":  # equal names in one page must mean equal things
            if value in used:
                element.set("id", f"{digest}-{value}")
        elif name == "d":
            element.set("d", " ".join(value.split()))
        elif not (name == "transform" and re.match(r"rotate\(-?0 ", value)):
            name = "href" if name == LINK else name
            element.set(name, re.sub(r"(^|url\()#", rf"\1#{digest}-", value))
    for name, value in element.attrib.items():
        if name != "href":  # pictures are scaled by the numbers of a transform
            element.set(name, _shorter(value, 5 if name == "transform" else 2))


def _shorter(text: str, digits: int = 2) -> str:
    """The text with so many digits after each number's point."""
    return FRACTION.sub(
        lambda number: f"{float(number[0]):.{digits}f}".rstrip("0").rstrip("."), text
    )


def _elements(element: ET.Element) -> None:
    """Leave out, below an element, what shows nothing; frame pictures; join words."""
    texts = element.findall("text")
    if len(texts) > 1 and all("translate" in text.get("transform", "") for text in texts):
        element[:] = [_join_lines(texts)]
    for text in texts:
        if len(text) > 1:
            _join_power(text)
    children = list(element)
    element[:] = []
    for child in children:
        _elements(child)
        if element.tag == "defs":  # the colors are said where the shape is used
            for name in ("fill", "stroke", "stroke-opacity", "fill-opacity"):
                child.attrib.pop(name, None)
        empty = child.tag in ("g", "defs") and not len(child)
        unseen = child.get("fill") == "none" and "stroke" not in child.attrib
        if child.tag == "g" and not child.attrib:
            element.extend(child)
        elif not (empty or unseen):
            element.append(child)
        if child.tag == "image":
            element.extend(_mend_picture(child))


def _join_lines(texts: list[ET.Element]) -> ET.Element:
    """Return the lines of one text, each with the place of its left end, as centered lines.

    A page has another font, and on a phone larger words: so places must follow from the words.
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    last = texts[-1]
    left, low = re.findall(r"[-\d.]+", last.get("transform", ""))
    font = FontProperties(size=float(last.get("font-size", "10")))
    width = text_to_path.get_text_width_height_descent(last.text or "", font, False)[0]
    middle = _shorter(str(float(left) + width / 2))
    size = {"font-size": last.get("font-size", "10"), "text-anchor": "middle"}
    joined = ET.Element("text", {**size, "x": middle, "y": low})
    for index, line in enumerate(texts):
        down = f"{-1.2 * (len(texts) - 1):.1f}em" if index == 0 else "1.2em"
        ET.SubElement(joined, "tspan", {"x": middle, "dy": down}).text = line.text
    return joined


def _join_power(text: ET.Element) -> None:
    """Make of a power, whose digits all have places, a centered word with a raised one."""
    base, raised = ([part for part in text if part.get("y") == text[k].get("y")] for k in (0, -1))
    if len(base) + len(raised) == len(text):
        end = float(text[-1].get("x", "0")) + 0.6 * float(text[-1].get("font-size", "10"))
        size = {"font-size": text[0].get("font-size", "10"), "text-anchor": "middle"}
        text.attrib |= {**size, "x": _shorter(str(end / 2)), "y": text[0].get("y", "0")}
        text[:] = []
        text.text = "".join(part.text or "" for part in base)
        power = ET.SubElement(text, "tspan", {"font-size": "70%", "dy": "-0.6em"})
        power.text = "".join(part.text or "" for part in raised)


def _mend_picture(image: ET.Element) -> list[ET.Element]:
    """Make the picture of an `image` light; return its frame, if it covers what is below it."""
    from PIL import Image

    data = base64.b64decode(image.get("href", "").partition(",")[2])
    with Image.open(io.BytesIO(data)) as picture:
        pixels = picture.convert("RGBA")
    covers = pixels.getchannel("A").getextrema()[0] == 255
    if covers:
        gray = len({channel.tobytes() for channel in pixels.split()[:3]}) == 1
        pixels = pixels.convert("L" if gray else "RGB")
    elif pixels.width > LARGEST_DRAWN:
        pixels = pixels.quantize(256)  # points of a few colors
    kinds: list[tuple[str, dict[str, Any]]] = [("png", {"optimize": True})]
    if covers and pixels.width > LARGEST_DRAWN:
        kinds.append(("jpeg", {"quality": 85, "optimize": True}))
    forms = []
    for kind, how in kinds:
        file = io.BytesIO()
        pixels.save(file, format=kind, **how)
        forms.append(f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}")
    image.set("href", min(forms, key=len))
    names = ("x", "y", "width", "height", "transform")
    box = {name: image.attrib[name] for name in names if name in image.attrib}
    look = {"fill": "none", "stroke": color("line"), "vector-effect": "non-scaling-stroke"}
    return [ET.Element("rect", box | look)] if covers else []
