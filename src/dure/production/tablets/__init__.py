"""The work page of tablets and phones on the floor: a frame that the device keeps, a picture of its work, and acts."""
