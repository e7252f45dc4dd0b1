"""The page with five lessons, from "a picture is numbers" to why 99 % is not enough."""
