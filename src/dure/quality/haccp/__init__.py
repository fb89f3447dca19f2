"""Rules of HACCP (Codex CXC 1-1969; 식품 및 축산물 안전관리인증기준). Pure."""
