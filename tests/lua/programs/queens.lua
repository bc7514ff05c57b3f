-- Eight queens: the number of solutions, and the first.
local n, count, first = 8, 0, nil
local function place(row, cols, d1, d2, board)
  if row > n then
    count = count + 1
    first = first or table.concat(board, " ")
    return
  end
  for c = 1, n do
    if not (cols[c] or d1[row + c] or d2[row - c]) then
      cols[c], d1[row + c], d2[row - c], board[row] = true, true, true, c
      place(row + 1, cols, d1, d2, board)
      cols[c], d1[row + c], d2[row - c] = nil, nil, nil
    end
  end
end
n = 6
place(1, {}, {}, {}, {})
print(count, first)  --> 4	2 4 6 1 3 5
n, count, first = 8, 0, nil
place(1, {}, {}, {}, {})
print(count, first)  --> 92	1 5 8 6 3 7 2 4
