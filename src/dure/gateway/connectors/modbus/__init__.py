"""PLCs and meters by Modbus TCP, Modbus RTU on a serial line, or RTU frames over TCP. Reads only.

An address is `unit/table/offset/type/order`, offset counted from 0, and may end in `*scale` and
`+offset`: `1/holding/100/uint32/CDAB*0.1`. See docs/decisions/0016-modbus-addresses.md.
"""
