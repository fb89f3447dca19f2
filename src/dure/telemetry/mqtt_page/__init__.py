"""The pages on which a plant lets devices log in to the gateway's MQTT broker, and sees what to tell them."""
