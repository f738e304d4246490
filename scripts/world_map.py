"""Convert Natural Earth shapes (public domain, as packed in npm's world-atlas 2) to lawscan/report/world.json.

Run by hand, outside the tests, on the two files of the package:
    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/world_map.py package/countries-110m.json package/countries-50m.json lawscan/report/world.json
Projection: Equal Earth (Šavrič, Patterson, Jenny 2018), 1000 units wide. Countries too small for 1:110m become points.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from babel.core import get_global

from lawscan.jurisdictions import iso3_of

WIDTH = 1000
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
EDGE = 2.7064  # x of 180° E on the equator
SOUTH = 445  # no inhabited land lies lower on the map

Point = tuple[int, int]
Ring = list[Point]


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Equal Earth, scaled to the width of the map; y grows downwards."""
    slope = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    s2, s6 = slope**2, slope**6
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(slope)
    x /= 3 * (9 * A4 * s6 * s2 + 7 * A3 * s6 + 3 * A2 * s2 + A1)
    y = slope * (A4 * s6 * s2 + A3 * s6 + A2 * s2 + A1)
    scale = WIDTH / (2 * EDGE)
    return WIDTH / 2 + x * scale, 245 - y * scale


def arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Delta-coded arcs to longitudes and latitudes."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        decoded.append(line)
    return decoded


def rings(geometry: dict[str, Any], lines: list[list[tuple[float, float]]]) -> list[Ring]:
    """The projected rings of a shape, without repeated points."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    found = []
    for indexes in (ring for polygon in polygons for ring in polygon):
        line = [point for index in indexes for point in (lines[index] if index >= 0 else lines[~index][::-1])]
        found += [plotted(piece) for piece in cut(line)]
    return found


def cut(line: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """A ring in pieces where it jumps over the date line."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in line:
        if pieces[-1] and abs(point[0] - pieces[-1][-1][0]) > 180:
            pieces.append([])
        pieces[-1].append(point)
    if len(pieces) > 1:
        pieces[0] = pieces.pop() + pieces[0]
    return pieces


def plotted(line: list[tuple[float, float]]) -> Ring:
    """A ring on the map, without repeated points."""
    ring: Ring = []
    for longitude, latitude in line:
        x, y = project(longitude, latitude)
        if not ring or ring[-1] != (round(x), round(y)):
            ring.append((round(x), round(y)))
    return ring


def path(shape: list[Ring]) -> str:
    """Compact SVG path data: relative lines."""
    parts = []
    for ring in shape:
        if len(set(ring)) < 3:
            continue
        (x, y), *rest = ring
        parts.append(f"M{x},{y}l")
        steps = []
        for nx, ny in rest:
            steps.append(f"{nx - x},{ny - y}")
            x, y = nx, ny
        parts.append(" ".join(steps) + "z")
    return "".join(parts)


def code(geometry: dict[str, Any]) -> str:
    """The alpha-3 code of a shape; "" for shapes without a code of their own."""
    if geometry["properties"]["name"] == "Kosovo":
        return "XKX"
    two = get_global("territory_aliases").get(geometry.get("id", ""), [""])[0]
    return iso3_of(two) if two else ""


def centre(shape: list[Ring]) -> Point:
    """The middle of the ring with most points."""
    ring = max(shape, key=len)
    return round(sum(x for x, _ in ring) / len(ring)), round(sum(y for _, y in ring) / len(ring))


def main(coarse: Path, fine: Path, target: Path) -> None:
    """Write the map."""
    world: dict[str, Any] = {"width": WIDTH, "height": SOUTH, "paths": {}, "points": {}}
    topology = json.loads(coarse.read_text())
    lines = arcs(topology)
    for geometry in topology["objects"]["countries"]["geometries"]:
        iso3 = code(geometry)
        if iso3 != "ATA" and (data := path(rings(geometry, lines))):
            world["paths"][iso3] = world["paths"].get(iso3, "") + data
    topology = json.loads(fine.read_text())
    lines = arcs(topology)
    for geometry in topology["objects"]["countries"]["geometries"]:
        iso3 = code(geometry)
        if iso3 and geometry.get("arcs") and iso3 not in world["paths"]:
            spot = centre(rings(geometry, lines))
            if spot[1] < SOUTH:
                world["points"].setdefault(iso3, spot)
    world["points"].setdefault("TUV", [994, 261])  # in neither file
    world["paths"] = dict(sorted(world["paths"].items()))
    world["points"] = dict(sorted(world["points"].items()))
    target.write_text(json.dumps(world, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
