#!/usr/bin/env piccolo
print("line", select("#", ...))
error({})
