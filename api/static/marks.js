/** The mark of a family as a small picture, for lists and legends. */

import { trace } from './families.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Collects what `trace` draws as the text of an SVG path. */
class PathText {
  constructor() {
    this.text = '';
  }

  moveTo(x, y) {
    this.text += `M${x.toFixed(2)} ${y.toFixed(2)}`;
  }

  lineTo(x, y) {
    this.text += `L${x.toFixed(2)} ${y.toFixed(2)}`;
  }

  arc(x, y, r) {
    this.text += `A${r} ${r} 0 1 1 ${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}`;
  }

  closePath() {
    this.text += 'Z';
  }
}

/** An SVG element of 14 by 14 in the family's colour. */
export function mark(family) {
  const path = new PathText();
  trace(path, family.shape, 7, 7, 5.2);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 14 14');
  svg.setAttribute('class', `mark ${family.id}`);
  svg.setAttribute('aria-hidden', 'true');
  const drawn = document.createElementNS(SVG, 'path');
  drawn.setAttribute('d', path.text);
  drawn.setAttribute('fill-rule', 'evenodd');
  svg.append(drawn);
  return svg;
}
