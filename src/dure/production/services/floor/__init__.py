"""Acts of people at the operations of orders: each is done once however often it is sent, and can be taken back."""
