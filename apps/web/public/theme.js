// Runs before the first paint, so that the chosen theme and density never flash.
(function () {
  try {
    const theme = localStorage.getItem("stead.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    const density = localStorage.getItem("stead.density");
    if (density === "comfortable") document.documentElement.dataset.density = density;
  } catch {
    // Storage may be forbidden: the system's theme is used.
  }
})();
