-- What a Lua interpreter can do without an operating system.
print(_VERSION, 10 / 3, 2 ^ 53, math.pi, 7 // 2, 7.5 % 2, 1e300 * 1e10, -0.0)
local numbers = {}
for i = 1, 1000 do
  numbers[i] = (i * 7919) % 1009
end
table.sort(numbers)
print(numbers[1], numbers[500], numbers[1000], #numbers)
print(string.format("%5.2f|%-8s|%q|%x|%g|%a", 3.14159, "ab", "q\n\"", 255, 1e20, 1.0))
print(("hello world"):gsub("o", "0"), ("a,b,c"):find(",", 1, true), ("key=value"):match("(%w+)=(%w+)"))
local routine = coroutine.wrap(function(a)
  for i = 1, 3 do
    a = coroutine.yield(a * i)
  end
  return "end"
end)
print(routine(1), routine(2), routine(3), routine(4))
print(pcall(error, "a sentence", 0))
print(select(2, pcall(function() return nil + 1 end)))
print(xpcall(function() error({ code = 5 }) end, function(e) return e.code end))
print(tostring(nil), utf8.char(228, 8364), utf8.len("äöü"))
print(string.pack("<i4z", 100, "text"):byte(1, -1))
print(math.type(3), math.tointeger(3.0), math.maxinteger, math.mininteger, 5 // 0.0)
print(pcall(function() return 1 // 0 end))
print(os.time({ year = 2001, month = 9, day = 9, hour = 12 }) - os.time({ year = 2001, month = 9, day = 8, hour = 12 }))
print(load("return ...", "chunk")(1, 2, 3))
local weak = setmetatable({}, { __mode = "k", __index = function(_, key) return key .. "!" end })
for i = 1, 1000 do
  weak[{}] = string.rep("x", i)
end
collectgarbage()
print(next(weak), weak.call, collectgarbage("count") < 2000)
local function fib(n)
  return n < 2 and n or fib(n - 1) + fib(n - 2)
end
print(fib(24), string.rep("ab", 3, "-"), table.concat({ 1, 2, 3 }, ","), #string.dump(fib) > 100)
for word, rest in ("one=1 two=2"):gmatch("(%w+)=(%w+)") do
  io.write(word, " ", rest, "\n")
end
goto finish
print("not reached")
::finish::
os.exit(7)
