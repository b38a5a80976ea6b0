"use strict";
document.documentElement.dataset.theme = localStorage.getItem("dateline-theme") || "";
