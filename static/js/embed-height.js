// Tells the page around this one how high it is, so that its frame needs no bar to scroll (static/js/embed.js hears it).

function tell() {
  const { height } = document.documentElement.getBoundingClientRect();
  parent.postMessage({ womconf: "height", height: Math.ceil(height) }, "*"); // a number, which is nobody's secret
}

if (parent !== window) new ResizeObserver(tell).observe(document.documentElement);
