#!/usr/bin/env pwsh
# The whole build, step by step. Runs as it stands under PowerShell and under bash; it stops at the first step that fails.
dotnet restore && dotnet build --no-restore --configuration Release && dotnet test --no-restore
