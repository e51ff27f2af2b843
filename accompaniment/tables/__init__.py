"""Tables that people bring and take away: text in any letters, and workbooks. What they mean is decided elsewhere."""
