"""The stages of the flow, one module (or folder) each; `dateline.pipeline` lists them in order."""
