"use strict";

/** All sections, in the order of the questions that a reader has. */
function draw() {
  const sections = [drawFacts, drawLayers, drawCritical, drawTotals, drawLinks, drawSweep,
    drawCrossovers, drawAccuracy, drawReveals, drawSettings];
  const listing = document.getElementById("listing") ?? drawListing();
  const drawn = sections.map((one) => one()).filter((made) => made !== null);
  document.getElementById("sections").replaceChildren(...drawn, listing);
}

document.title = `fathom: ${page.title}`;
document.getElementById("title").textContent = page.title;
drawRunChoice(draw);
draw();
