// Sets the theme before the first paint; a file of its own because the page's policy allows no inline script.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("tradewind.theme");
  } catch (e) {
    chosen = null;
  }
  var light = chosen ? chosen === "light" : matchMedia("(prefers-color-scheme: light)").matches;
  document.documentElement.dataset.theme = light ? "light" : "dark";
})();
