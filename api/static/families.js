/**
 * The nineteen types of events in seven families, each with a colour and a shape of its own, so that neither is needed
 * alone. The colours are in style.css (tests/test_palette.py checks them for three kinds of colour blindness).
 */

export const FAMILIES = [
  { id: 'diplomacy', label: 'Diplomacy', shape: 'circle', types: ['meeting', 'travel', 'agreement', 'statement'] },
  { id: 'politics', label: 'Politics & law', shape: 'square', types: ['legislation', 'election', 'appointment', 'resignation', 'legal'] },
  { id: 'conflict', label: 'Conflict', shape: 'triangle', types: ['attack', 'protest'] },
  { id: 'disaster', label: 'Disaster', shape: 'diamond', types: ['disaster', 'accident'] },
  { id: 'economy', label: 'Economy', shape: 'down', types: ['economic', 'launch'] },
  { id: 'life', label: 'Life & sport', shape: 'cross', types: ['birth', 'death', 'sport'] },
  { id: 'other', label: 'Other', shape: 'ring', types: ['other'] },
];

const BY_TYPE = new Map(FAMILIES.flatMap((family, index) => family.types.map((type) => [type, index])));

/** Index of a type's family; what is unknown is "other". */
export function familyOf(type) {
  return BY_TYPE.get(type) ?? FAMILIES.length - 1;
}

/** Path of a shape around (x, y) with radius r, on a canvas context or a Path2D. */
export function trace(path, shape, x, y, r) {
  const points = {
    square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
    triangle: [[0, -1.1], [1.05, 0.8], [-1.05, 0.8]],
    down: [[0, 1.1], [1.05, -0.8], [-1.05, -0.8]],
    diamond: [[0, -1.2], [1.1, 0], [0, 1.2], [-1.1, 0]],
    cross: [
      [-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4],
      [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4],
    ],
  }[shape];
  if (!points) {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
    if (shape === 'ring') {
      path.moveTo(x + r * 0.45, y);
      path.arc(x, y, r * 0.45, 0, 2 * Math.PI, true);
    }
    return;
  }
  points.forEach(([dx, dy], index) => path[index ? 'lineTo' : 'moveTo'](x + dx * r, y + dy * r));
  path.closePath();
}
