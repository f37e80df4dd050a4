module sealab.dev/toolbox

go 1.24.4
