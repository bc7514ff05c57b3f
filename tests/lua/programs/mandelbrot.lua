for y = -1.2, 1.2, 0.3 do
  local row = {}
  for x = -2, 0.6, 0.1 do
    local zr, zi, n = 0, 0, 0
    while n < 40 and zr * zr + zi * zi < 4 do
      zr, zi = zr * zr - zi * zi + x, 2 * zr * zi + y
      n = n + 1
    end
    row[#row + 1] = n == 40 and "#" or n > 6 and "+" or n > 3 and "." or " "
  end
  print(table.concat(row) .. "|")  -->                           |
    -->             ......+++...  |
    -->          .....+#+#####+++.|
    -->   .....+++++++##########+.|
    -->  ######################++.|
    -->   .....+++++++##########+.|
    -->          .....+#+#####+++.|
    -->             ......+++...  |
end
