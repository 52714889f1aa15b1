"""Items and versions, materials, data elements, conditions, fees."""
