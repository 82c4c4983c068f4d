// Draws every chart of the page, one after another so that reading never waits for drawing.
(async () => {
  const { config, specs } = JSON.parse(document.getElementById("charts").textContent);
  const options = {
    config,
    actions: false,
    renderer: "svg",
    // Expressions are interpreted, because the page's security policy forbids compiling text.
    ast: true,
    defaultStyle: false,
    tooltip: { theme: "page" },
  };
  await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));
  const pause = () => new Promise((resume) => setTimeout(resume));
  const failed = [];
  for (const [name, spec] of Object.entries(specs)) {
    const place = document.getElementById(`chart-${name}`);
    try {
      await vegaEmbed(place, spec, options);
      // The chart is one image with a name; its table speaks for the marks.
      place.firstElementChild.setAttribute("aria-hidden", "true");
    } catch (error) {
      failed.push(name);
      place.textContent = "This chart could not be drawn; its numbers are in the table below.";
      console.error(error);
    }
    await pause();
  }
  // A sheet of paper has no folds.
  const folds = [...document.querySelectorAll("#stories details")];
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = folds.filter((fold) => !fold.open);
    closed.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((fold) => { fold.open = false; }));
  document.documentElement.dataset.charts = failed.length ? "failed" : "drawn";
})();
