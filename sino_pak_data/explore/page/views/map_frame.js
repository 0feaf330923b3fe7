// The parts of the world that the map can show, where a place is on them, and the outlines beneath.

import { extra } from "../data.js";

/** @typedef {{ title: string, share: number, world?: boolean, west: number, south: number, east: number, north: number }} Region */
/** @typedef {{ world: boolean, share: number, width: number, height: number, projection: any, at: (longitude: number, latitude: number) => [number, number] }} Frame */
/** @typedef {{ name: string, records: string[], lines: number[][] }} Named */

/** Of the frame that all marks together may cover: `share`. @type {Record<string, Region>} */
export const REGIONS = {
  asia: { title: "Asia", share: 0.036, west: 42, south: 2, east: 140, north: 52 },
  world: { title: "World", share: 0.02, world: true, west: -180, south: -54, east: 180, north: 76 },
  "south-asia": { title: "South Asia", share: 0.045, west: 58, south: 6, east: 99, north: 39 },
  pakistan: { title: "Pakistan", share: 0.075, west: 60, south: 23.2, east: 79, north: 37.6 },
  china: { title: "China", share: 0.05, west: 72, south: 17, east: 137, north: 54 },
};
const TALLEST = 640;
const MIDDLE = 60; // the meridian in the middle of the world: the Pacific is at its edge
const RAD = Math.PI / 180;
const HUNDREDTHS = 100;

/** A region in a width. @param {Region} region @param {number} width @returns {Frame} */
export function framed(region, width) {
  const raw = region.world ? naturalEarth : mercator;
  const turned = region.world ? MIDDLE : 0;
  const [left, bottom] = raw(region.world ? -180 : region.west, region.south);
  const [right, top] = raw(region.world ? 180 : region.east, region.north);
  const [first, last] = region.world ? [raw(-180, 0)[0], raw(180, 0)[0]] : [left, right];
  const scale = Math.min(width / (last - first), TALLEST / (top - bottom));
  const height = Math.round(scale * (top - bottom));
  const translate = [width / 2 - (scale * (first + last)) / 2, scale * top];
  return {
    world: Boolean(region.world),
    share: region.share,
    width,
    height,
    projection: {
      type: region.world ? "naturalEarth1" : "mercator",
      rotate: [-turned, 0, 0],
      center: [0, 0],
      scale,
      translate,
      clipExtent: [
        [0, 0],
        [width, height],
      ],
    },
    at(longitude, latitude) {
      const [x, y] = raw(((longitude - turned + 540) % 360) - 180, latitude);
      return [translate[0] + scale * x, translate[1] - scale * y];
    },
  };
}

/** @param {number} longitude @param {number} latitude @returns {[number, number]} */
function mercator(longitude, latitude) {
  return [longitude * RAD, Math.log(Math.tan(Math.PI / 4 + (latitude * RAD) / 2))];
}

/** The polynomials of the projection Natural Earth (Šavrič and others 2011). @param {number} longitude @param {number} latitude @returns {[number, number]} */
function naturalEarth(longitude, latitude) {
  const phi = latitude * RAD;
  const [two, four] = [phi ** 2, phi ** 4];
  const [eight, ten, twelve] = [phi ** 8, phi ** 10, phi ** 12];
  return [
    longitude * RAD * (0.8707 - 0.131979 * two - 0.013791 * four + 0.003971 * ten - 0.001529 * twelve),
    phi * (1.007226 + 0.015085 * two - 0.044475 * phi ** 6 + 0.028874 * eight - 0.005916 * ten),
  ];
}

/** @type {{ land: any, waters: any, borders: any, contested: any[], edges: any[] } | undefined} */
let read;

/** The outlines as GeoJSON. */
export function outlines() {
  const packed = extra("outlines");
  const polygons = (/** @type {number[][]} */ rings) => ({
    type: "Feature",
    geometry: { type: "MultiPolygon", coordinates: rings.map((ring) => [unpacked(ring)]) },
  });
  read ??= {
    land: polygons(packed.land),
    waters: polygons(packed.waters),
    borders: lines({ name: "", records: [], lines: packed.borders }),
    contested: packed.contested.map(lines),
    edges: packed.edges.map(lines),
  };
  return read;
}

/** What the outlines come from. @returns {Record<string, string>} */
export function outlineSource() {
  return extra("outlines").source;
}

/** The contested lines, by name, with the records that say who claims what. @returns {Named[]} */
export function contestedLines() {
  return [...extra("outlines").contested, ...extra("outlines").edges];
}

/** @param {Named} named */
function lines(named) {
  return {
    type: "Feature",
    properties: { Line: named.name },
    geometry: { type: "MultiLineString", coordinates: named.lines.map(unpacked) },
  };
}

/** Longitudes and latitudes of steps in hundredths of a degree. @param {number[]} steps @returns {[number, number][]} */
function unpacked(steps) {
  let [x, y] = [0, 0];
  /** @type {[number, number][]} */
  const points = [];
  for (let place = 0; place < steps.length; place += 2) {
    x += steps[place];
    y += steps[place + 1];
    points.push([x / HUNDREDTHS, y / HUNDREDTHS]);
  }
  return points;
}
