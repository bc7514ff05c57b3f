print(_VERSION, type(_VERSION))  --> Lua 5.4	string
print(_G._VERSION == _VERSION)  --> true
_VERSION = "changed"
print(_VERSION)  --> changed
